/*
 * Keys of a page whose list has rows to choose: the letters that the script of the page gives a meaning, and Shift-x,
 * which chooses from the row where x was pressed last up to the current one. Moving and choosing one by one are in
 * hamdel.js; this stands before the script of the page.
 */
window.hamdelRows = (() => {
  "use strict";

  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const table = () => one("table[data-bulk]");
  const current = () => one("tr.is-current", table() ?? document);
  const boxOf = (row) => one("td:first-child input[type=checkbox]", row);
  const chosen = () => (table() ? all("tbody td:first-child :checked", table()) : []);
  const changed = (box) => box.dispatchEvent(new Event("change", { bubbles: true }));

  /* The row from which Shift-x chooses on. */
  let anchor = null;

  /* A Persian keyboard gives Persian letters: then the place of the key decides. */
  function letterOf(event) {
    if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
    return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  }

  function isTyping(target) {
    return target instanceof HTMLElement
      && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])"));
  }

  function chooseRange() {
    const row = current();
    const last = row && boxOf(row);
    if (!last || !table()) return false;
    const rows = all("tbody tr", table());
    const [from, to] = [rows.indexOf(anchor ?? row), rows.indexOf(row)];
    for (const held of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      const box = boxOf(held);
      if (box) box.checked = true;
    }
    changed(last);
    return true;
  }

  /* Chooses the current row where none is chosen; whether one is then. */
  function chooseCurrent() {
    const box = current() && boxOf(current());
    if (!chosen().length && box) {
      box.checked = true;
      changed(box);
    }
    return chosen().length > 0;
  }

  /* Has letters do what `does` holds for them: functions that say whether there was something to do. */
  function keys(does) {
    document.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || one("dialog[open]")) return;
      const letter = letterOf(event);
      let done = false;
      if (letter === "x" && event.shiftKey) done = chooseRange();
      else if (letter === "x") anchor = current();
      else if (Object.hasOwn(does, letter)) done = does[letter]();
      if (done) event.preventDefault();
    }, true);
  }

  return { table, current, boxOf, chosen, chooseCurrent, keys };
})();
