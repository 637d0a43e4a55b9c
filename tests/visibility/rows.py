# ruff: noqa: E501 - a row is a line
"""What each person is answered at each address: a row a method and address.

The columns are those of `world.ROLES`; the staff person organizes another competition, and the
superuser none. The phase's board is hidden, the participant has a score in it, and the rival is
in another team. A word behind an address picks another thing of the same kind.
"""

ACCOUNTS = r"""
GET    302 200 200 200 200 200  accounts/profile/
POST   302 200 200 200 200 200  accounts/profile/
POST   302 200 200 200 200 200  accounts/profile/tokens/
POST   302 302 409 409 409 409  accounts/profile/tokens/<str:prefix>/revoke/
GET    404 404 404 404 404 404  accounts/first-admin/<str:token>/
POST   404 404 404 404 404 404  accounts/first-admin/<str:token>/
GET    200 302 302 302 302 302  accounts/login/
POST   200 302 302 302 302 302  accounts/login/
GET    302 200 200 200 200 200  accounts/logout/
POST   302 302 302 302 302 302  accounts/logout/
GET    200 200 200 200 200 200  accounts/inactive/
GET    200 302 302 302 302 302  accounts/signup/
POST   200 302 302 302 302 302  accounts/signup/
GET    302 200 200 200 200 200  accounts/reauthenticate/
POST   302 200 200 200 200 200  accounts/reauthenticate/
GET    302 200 200 200 200 200  accounts/email/
POST   302 302 302 302 302 302  accounts/email/
GET    200 200 200 200 200 200  accounts/confirm-email/
GET    302 200 200 200 200 200  accounts/password/change/
POST   302 200 200 200 200 200  accounts/password/change/
GET    302 302 302 302 302 302  accounts/password/set/
POST   302 302 302 302 302 302  accounts/password/set/
GET    200 200 200 200 200 200  accounts/password/reset/
POST   200 200 200 200 200 200  accounts/password/reset/
GET    302 302 302 302 302 302  accounts/login/code/confirm/
POST   302 302 302 302 302 302  accounts/login/code/confirm/
GET    200 200 200 200 200 200  accounts/^confirm-email/(?P<key>[-:\w]+)/$
POST   404 404 404 404 404 404  accounts/^confirm-email/(?P<key>[-:\w]+)/$
GET    200 200 200 200 200 200  accounts/password/reset/key/done/
GET    200 200 200 200 200 200  accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$
POST   200 200 200 200 200 200  accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$
GET    200 200 200 200 200 200  accounts/password/reset/done/
POST   400 400 400 400 400 400  api/v1/accounts/
POST   400 400 400 400 400 400  api/v1/auth/token/
POST   401 401 401 401 401 401  api/v1/auth/sign-out/
GET    401 200 200 200 200 200  api/v1/auth/tokens/
POST   401 201 201 201 201 201  api/v1/auth/tokens/
DELETE 401 204 409 409 409 409  api/v1/auth/tokens/<str:prefix>/
GET    401 200 200 200 200 200  api/v1/profile/
PATCH  401 200 200 200 200 200  api/v1/profile/
"""

PARTICIPATION = """
GET    401 200 200 404 404 404  api/v1/competitions/<slug:slug>/registration/
POST   401 409 409 201 201 201  api/v1/competitions/<slug:slug>/registration/
DELETE 401 409 200 409 409 409  api/v1/competitions/<slug:slug>/registration/
GET    401 404 404 200 404 404  api/v1/competitions/<slug:slug>/registrations/
POST   401 404 404 200 404 404  api/v1/competitions/<slug:slug>/registrations/decide/
GET    401 200 200 404 404 404  api/v1/competitions/<slug:slug>/team/
PATCH  401 400 400 404 404 404  api/v1/competitions/<slug:slug>/team/
POST   401 409 409 409 409 409  api/v1/competitions/<slug:slug>/team/leave/
PUT    401 400 400 404 404 404  api/v1/competitions/<slug:slug>/team/leader/
POST   401 400 400 404 404 404  api/v1/competitions/<slug:slug>/team/remove/
GET    401 200 200 404 404 404  api/v1/competitions/<slug:slug>/team/invitations/
POST   401 201 201 404 404 404  api/v1/competitions/<slug:slug>/team/invitations/
DELETE 401 204 404 404 404 404  api/v1/competitions/<slug:slug>/team/invitations/<int:pk>/
POST   401 404 404 400 404 404  api/v1/competitions/<slug:slug>/teams/<int:pk>/remove/
PUT    401 404 404 400 404 404  api/v1/competitions/<slug:slug>/teams/<int:pk>/kind/
GET    401 409 200 403 403 403  api/v1/join/<str:token>/
POST   401 409 200 403 403 403  api/v1/join/<str:token>/
GET    302 200 200 200 200 200  c/<slug:slug>/register/
POST   302 400 400 302 302 302  c/<slug:slug>/register/
POST   302 409 302 409 409 409  c/<slug:slug>/withdraw/
GET    302 200 200 302 302 302  c/<slug:slug>/team/
POST   302 400 400 404 404 404  c/<slug:slug>/team/rename/
POST   302 302 302 404 404 404  c/<slug:slug>/team/invite/
POST   302 302 404 404 404 404  c/<slug:slug>/team/invitations/<int:pk>/revoke/
POST   302 400 400 404 404 404  c/<slug:slug>/team/leader/
POST   302 400 400 404 404 404  c/<slug:slug>/team/remove/
POST   302 409 409 409 409 409  c/<slug:slug>/team/leave/
GET    302 404 404 200 404 404  c/<slug:slug>/registrations/
POST   302 404 404 302 404 404  c/<slug:slug>/registrations/
GET    302 409 200 403 403 403  join/<str:token>/
POST   302 409 302 403 403 403  join/<str:token>/
"""

DATASETS = """
GET    200 200 200 200 200 200  api/v1/competitions/<slug:slug>/datasets/
GET    401 404 404 200 404 404  api/v1/competitions/<slug:slug>/phases/<slug:phase>/truths/
POST   401 404 404 415 404 404  api/v1/competitions/<slug:slug>/phases/<slug:phase>/truths/
GET    401 200 200 200 403 403  api/v1/data/<int:pk>/
GET    404 404 404 200 404 404  api/v1/data/<int:pk>/ unreleased
GET    404 404 404 200 404 404  api/v1/truths/<int:pk>/
GET    401 404 404 200 404 404  api/v1/truths/<int:pk>/names/
POST   401 404 404 200 404 404  api/v1/truths/<int:pk>/activate/
GET    200 200 200 200 200 200  c/<slug:slug>/data/
GET    302 404 404 200 404 404  c/<slug:slug>/truths/
POST   302 404 404 400 404 404  c/<slug:slug>/truths/<slug:phase>/
GET    302 200 200 200 403 403  data/<int:pk>/
GET    404 404 404 200 404 404  data/<int:pk>/ unreleased
GET    404 404 404 200 404 404  truth/<int:pk>/
GET    404 404 404 200 404 404  truth/<int:pk>/names/
POST   302 404 404 302 404 404  truth/<int:pk>/activate/
"""

SUBMISSIONS = """
GET    401 200 200 200 200 200  api/v1/competitions/<slug:slug>/phases/<slug:phase>/submissions/
POST   401 415 415 415 415 415  api/v1/competitions/<slug:slug>/phases/<slug:phase>/submissions/
GET    401 200 404 200 404 404  api/v1/submissions/<int:pk>/
GET    401 200 404 200 404 404  api/v1/submissions/<int:pk>/file
POST   401 409 404 404 404 404  api/v1/submissions/<int:pk>/cancel
POST   401 200 404 404 404 404  api/v1/submissions/<int:pk>/choose
POST   401 403 404 409 404 404  api/v1/submissions/<int:pk>/rescore
GET    403 403 403 403 403 403  api/v1/jobs/<uuid:job_id>
POST   403 403 403 403 403 403  api/v1/jobs/<uuid:job_id>/heartbeat
POST   403 403 403 403 403 403  api/v1/jobs/<uuid:job_id>/result
GET    200 200 200 200 200 200  c/<slug:slug>/submit/
POST   302 400 400 400 400 400  c/<slug:slug>/submit/
GET    302 200 200 200 200 200  c/<slug:slug>/submissions/
GET    302 200 404 200 404 404  submissions/<int:pk>/
GET    302 200 404 200 404 404  submissions/<int:pk>/state/
GET    302 200 404 200 404 404  submissions/<int:pk>/file/
POST   302 302 404 404 404 404  submissions/<int:pk>/cancel/
POST   302 302 404 404 404 404  submissions/<int:pk>/choose/
POST   302 403 404 302 404 404  submissions/<int:pk>/rescore/
GET    302 404 404 200 404 404  c/<slug:slug>/rescore/
POST   302 404 404 200 404 404  c/<slug:slug>/rescore/
GET    302 404 404 200 404 404  c/<slug:slug>/rescore/<int:pk>/
POST   302 404 404 302 404 404  c/<slug:slug>/rescore/<int:pk>/apply/
POST   302 404 404 302 404 404  c/<slug:slug>/rescore/<int:pk>/discard/
GET    401 404 404 200 404 404  api/v1/competitions/<slug:slug>/phases/<slug:phase>/rescores/
POST   401 404 404 409 404 404  api/v1/competitions/<slug:slug>/phases/<slug:phase>/rescores/
GET    401 404 404 200 404 404  api/v1/rescores/<int:pk>/
POST   401 404 404 409 404 404  api/v1/rescores/<int:pk>/apply/
POST   401 404 404 200 404 404  api/v1/rescores/<int:pk>/discard/
"""

LEADERBOARDS = """
GET    200 200 200 200 200 200  api/v1/competitions/<slug:slug>/phases/<slug:phase>/leaderboard/
GET    200 200 200 200 200 200  c/<slug:slug>/leaderboard/
GET    200 200 200 200 200 200  c/<slug:slug>/leaderboard/<slug:phase>/
GET    200 200 200 200 200 200  c/<slug:slug>/leaderboard/<slug:phase>/statistics/
GET    200 200 200 200 200 200  c/<slug:slug>/leaderboard/<slug:phase>.csv
GET    200 200 200 200 200 200  c/<slug:slug>/leaderboard/<slug:phase>.json
GET    200 200 200 200 200 200  c/<slug:slug>/leaderboard/<slug:phase>.tex
GET    404 200 404 200 404 404  c/<slug:slug>/leaderboard/<slug:phase>/teams/<int:pk>/
GET    200 200 200 200 200 200  c/<slug:slug>/leaderboard/<slug:phase>/figures/
GET    404 200 404 200 404 404  c/<slug:slug>/leaderboard/<slug:phase>/figures/<str:file>
GET    404 404 404 200 404 404  c/<slug:slug>/leaderboard/<slug:phase>/figures/<str:file> predictions
GET    404 404 404 200 404 404  c/<slug:slug>/leaderboard/<slug:phase>/figures/<str:file> intervals
GET    404 404 404 200 404 404  c/<slug:slug>/leaderboard/<slug:phase>/figures/<str:file> ranks
GET    404 404 404 404 404 404  c/<slug:slug>/leaderboard/<slug:phase>/figures/<str:file> by-scale
GET    404 404 404 200 404 404  c/<slug:slug>/leaderboard/<slug:phase>/compare/
GET    404 404 404 404 404 404  c/<slug:slug>/leaderboard/<slug:phase>/compare/disagreement.<slug:ending>
GET    404 404 404 400 404 404  api/v1/competitions/<slug:slug>/phases/<slug:phase>/compare/
GET    302 404 404 200 404 404  c/<slug:slug>/truths/<slug:phase>/check/
GET    302 404 404 200 404 404  c/<slug:slug>/truths/<slug:phase>/check/note/
GET    401 404 404 200 404 404  api/v1/competitions/<slug:slug>/phases/<slug:phase>/check/
"""

OPEN = """
GET    200 200 200 200 200 200  healthz
GET    404 404 404 404 404 404  files/<str:token>
GET    200 200 200 200 200 200  readyz
GET    200 200 200 200 200 200  api/v1/competitions/
GET    200 200 200 200 200 200  api/v1/competitions/<slug:slug>/
GET    200 200 200 200 200 200  api/v1/competitions/<slug:slug>/phases/
GET    200 200 200 200 200 200  api/schema/
GET    200 200 200 200 200 200  api/docs/
GET    200 200 200 200 200 200  (home)
GET    200 200 200 200 200 200  c/<slug:slug>/
GET    200 200 200 200 200 200  c/<slug:slug>/banner
"""

ROWS = ACCOUNTS + PARTICIPATION + DATASETS + SUBMISSIONS + LEADERBOARDS + OPEN
