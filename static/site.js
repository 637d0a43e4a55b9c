// The reader's time zone, moments that stay current, and htmx errors in words. The pages work without it.
(() => {
  "use strict";

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  if (zone) document.cookie = `zone=${zone}; path=/; max-age=31536000; SameSite=Lax${secure}`;

  const day = { day: "numeric", month: "short", year: "numeric" };
  const minute = { ...day, hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
  const formats = {
    exact: new Intl.DateTimeFormat("en-GB", minute),
    date: new Intl.DateTimeFormat("en-GB", day),
  };
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });
  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

  // Two of a unit before it is used, as core.templatetags.moments counts too.
  const fromNow = (moment) => {
    const seconds = Math.trunc((moment - Date.now()) / 1000);
    const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= 2 * size) || ["second", 1];
    if (Math.abs(seconds) < 2) return "now";
    return relative.format(Math.trunc(seconds / size), unit);
  };

  const show = (time) => {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.valueOf())) return;
    const kind = time.dataset.moment;
    const exact = formats.exact.format(moment);
    const text = kind === "relative" ? fromNow(moment) : formats[kind].format(moment);
    if (time.textContent !== text) time.textContent = text;
    time.title = kind === "exact" ? fromNow(moment) : exact;
  };

  const showAll = (root) => root.querySelectorAll("time[data-moment]").forEach(show);
  showAll(document);
  setInterval(() => showAll(document), 1000);
  document.querySelectorAll("[data-zone]").forEach((place) => { place.textContent = zone; });

  // The tab of this page stays in sight where the row of tabs is longer than the window.
  const current = document.querySelector(".tabs [aria-current]");
  if (current) current.parentElement.scrollLeft = current.offsetLeft - 24;

  document.addEventListener("htmx:afterSwap", (event) => showAll(event.target));
  const say = (words) => {
    const place = document.getElementById("connection");
    if (place) { place.textContent = words; place.hidden = !words; }
  };
  document.addEventListener("htmx:sendError", () => say("The site does not answer. This page tries again by itself."));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) say("The site answered with an error. Reload the page, or try again in a minute.");
  });
  document.addEventListener("htmx:afterOnLoad", () => say(""));
})();
