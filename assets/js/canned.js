/*
 * Canned answers: choosing one puts its text, filled for the case, where the caret stands in the reply. What could not
 * be filled is named beside it. Without this script the choice is not shown.
 */
(() => {
  "use strict";

  function put(field, text) {
    const { selectionStart: from, selectionEnd: to, value } = field;
    const before = value.slice(0, from);
    const gap = before && !before.endsWith("\n") ? "\n" : "";
    field.value = before + gap + text + value.slice(to);
    const end = from + gap.length + text.length;
    field.setSelectionRange(end, end);
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function choose(box, select) {
    const field = document.getElementById(box.dataset.into);
    const note = box.querySelector("[data-canned-note]");
    if (!select.value || !field) return;
    note.textContent = "";
    try {
      const answer = await fetch(box.dataset.canned + encodeURIComponent(select.value), { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { text, missing } = await answer.json();
      put(field, text);
      const names = missing.map((place) => box.querySelector(`[data-place="${CSS.escape(place)}"]`)?.textContent ?? place);
      if (names.length) note.textContent = `${box.dataset.missing} ${names.join(" · ")}`;
    } catch {
      note.textContent = box.dataset.failed;
    }
    select.value = "";
  }

  function ready(root) {
    for (const box of root.querySelectorAll("[data-canned]")) box.hidden = false;
  }

  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-canned]");
    if (box && event.target.matches("select")) void choose(box, event.target);
  });
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt.parentElement ?? document));
  ready(document);
})();
