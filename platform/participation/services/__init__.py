"""Taking part: registering, being admitted, teams and invitations.

Limits count per team, so nobody may leave used-up limits behind. Three rules hold that:

- A person joins another team from a team of their own that has submitted nothing.
- From a team's first submission on, its members stay; only an organizer can take one out.
- Who has submitted does not withdraw.

Whatever changes who is in which team locks the competition's row first and then the teams',
which an upload locks as well; so a check made under these locks still holds at the commit.
"""

from participation.services.deciding import Decision, approve, decide, refuse
from participation.services.inviting import invite, join, require_joinable, revoke
from participation.services.registering import register, withdraw
from participation.services.seating import has_submitted, leave_unranked_if_organizers
from participation.services.teams import hand_over, leave, remove_member, rename, set_kind

__all__ = [
    "Decision",
    "approve",
    "decide",
    "hand_over",
    "has_submitted",
    "invite",
    "join",
    "leave",
    "leave_unranked_if_organizers",
    "refuse",
    "register",
    "remove_member",
    "rename",
    "require_joinable",
    "revoke",
    "set_kind",
    "withdraw",
]
