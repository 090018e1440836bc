/* Makes leaving faster where JavaScript runs; without it the button is a plain form. */
(function () {
  "use strict";
  var form = document.querySelector("form.exit");
  var presses = [];
  if (!form) return;
  form.addEventListener("submit", function () {
    document.title = "…";
    document.body.hidden = true; /* nothing stays in sight while the network is slow */
  });
  /* Shift three times within five seconds. Not Escape: screen readers and dialogs use it. */
  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift") { presses = []; return; }
    var now = Date.now();
    presses = presses.filter(function (time) { return now - time < 5000; }).concat(now);
    if (presses.length >= 3) form.requestSubmit();
  });
  /* A page brought back from memory after leaving shows nothing. */
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && document.body.hidden) window.location.replace("/");
  });
})();
