// Makes pages nicer; every job works without it.
"use strict";
(() => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // The error summary takes the focus, so that it is read first.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // A form is sent once. The name and value of the pressed button must still be sent, so disable after the event.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => form.querySelectorAll("button").forEach((button) => {
      if (button.type === "submit") button.setAttribute("aria-disabled", "true");
    }));
  });
  // A page that comes back from the browser's cache can be sent again.
  addEventListener("pageshow", () => each("form[data-sent]", (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }));

  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });

  if (navigator.clipboard) each("[data-copy]", (button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.querySelector("span").textContent = button.dataset.copied;
    });
  });

  // An open menu closes by Escape and by a click elsewhere.
  const close = (menu) => { menu.open = false; };
  document.addEventListener("click", (event) => each("details.menu[open]", (menu) => {
    if (!menu.contains(event.target)) close(menu);
  }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    each("details.menu[open]", (menu) => { close(menu); menu.querySelector("summary").focus(); });
  });

  // What goes on by itself is shown as it goes; when it is done the whole page changes.
  const live = document.querySelector("[data-live]");
  const follow = async () => {
    const answer = await fetch(location.href).catch(() => undefined);
    const text = answer?.ok ? await answer.text() : "";
    const now = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]");
    if (text && !now) return location.reload();
    if (now) live.innerHTML = now.innerHTML;
    setTimeout(follow, 1500);
  };
  if (live) setTimeout(follow, 1000);

  // Batch bar: pick all rows of the page, and say how many are picked.
  const all = document.querySelector("[data-pick-all]");
  const picks = Array.from(document.querySelectorAll("input[name=pick]"));
  const picked = document.querySelector("[data-picked]");
  const count = () => {
    const number = picks.filter((pick) => pick.checked).length;
    if (picked) picked.textContent = `${picked.dataset.picked} ${number} / ${picks.length}`;
    if (all) {
      all.checked = number > 0 && number === picks.length;
      all.indeterminate = number > 0 && number < picks.length;
    }
  };
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => { picks.forEach((pick) => { pick.checked = all.checked; }); count(); });
  }
  if (picks.length) {
    picks.forEach((pick) => pick.addEventListener("change", count));
    count();
  }
})();
