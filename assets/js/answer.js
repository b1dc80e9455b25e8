/* Pages to be answered work without this. With it nothing typed is lost when the line drops: every change is kept on
 * the server as it is made, and in the browser until the server has it. */
(() => {
  "use strict";
  const PREFIX = "hamdel-answer:";
  const done = document.querySelector("[data-done]");
  const forget = (token) => { try { localStorage.removeItem(PREFIX + token); } catch { /* private window */ } };
  if (done) forget(done.dataset.done.split("/").pop());
  /* A slider beside its field: one that nobody touched answers nothing. */
  for (const field of document.querySelectorAll("[data-least]")) {
    const range = document.createElement("input");
    Object.assign(range, { type: "range", min: field.dataset.least, max: field.dataset.most, step: field.dataset.step });
    range.setAttribute("aria-labelledby", field.getAttribute("aria-labelledby"));
    if (field.value) range.value = field.value;
    range.addEventListener("input", () => { field.value = range.value; });
    field.after(range);
  }
  const form = document.querySelector("form[data-answer]");
  if (!form) return;
  const page = form.elements._page.value;
  /* A kiosk gives the next person another token on the same page. */
  const token = () => form.elements._token?.value ?? form.action.split("/").pop();
  const state = form.querySelector(".state");
  const held = () => { try { return JSON.parse(localStorage.getItem(PREFIX + token())) ?? {}; } catch { return {}; } };
  const hold = (all) => { try { localStorage.setItem(PREFIX + token(), JSON.stringify(all)); } catch { /* full or private */ } };
  const typed = () => [...new FormData(form)].filter(([name]) => !name.startsWith("_"));

  const restore = () => {
    const kept = held()[page];
    if (!kept) return;
    const values = new Map();
    for (const [name, value] of kept) values.set(name, [...(values.get(name) ?? []), value]);
    for (const field of form.elements) {
      if (!field.name || field.name.startsWith("_") || field.type === "hidden" || !values.has(field.name)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.get(field.name).includes(field.value);
      else if (!field.value) field.value = values.get(field.name)[0];
    }
  };

  let timer = 0;
  let leaving = false;
  const keep = async () => {
    if (leaving) return;
    const body = new URLSearchParams(new FormData(form));
    body.set("_to", "stay");
    const sent = typed();
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
      if (!answer.ok) return;
      state.textContent = form.dataset.kept;
      const all = held();
      if (JSON.stringify(all[page]) === JSON.stringify(sent)) { delete all[page]; hold(all); }
    } catch {
      state.textContent = form.dataset.offline;
    }
  };
  const changed = () => {
    hold({ ...held(), [page]: typed() });
    clearTimeout(timer);
    timer = setTimeout(keep, 700);
  };
  form.addEventListener("input", changed);
  addEventListener("online", keep);
  form.addEventListener("submit", (event) => {
    if (leaving || !navigator.onLine) {
      event.preventDefault();
      if (!navigator.onLine) { hold({ ...held(), [page]: typed() }); state.textContent = form.dataset.offline; }
      return;
    }
    leaving = true;
    clearTimeout(timer);
    /* Another try when the browser comes back to this page, or the line was too slow. */
    setTimeout(() => { leaving = false; }, 8000);
  });
  addEventListener("pageshow", () => { leaving = false; });
  /* An answer that the link of a message marked is kept with the first sign of a person; programs give none. */
  if (/[?&]a\./.test(location.search)) {
    for (const sign of ["pointerdown", "keydown", "touchstart", "wheel"]) addEventListener(sign, keep, { once: true, passive: true });
  }
  restore();
  document.querySelector(".summary")?.focus();
})();
