/*
 * Keys of the inbox: what they do goes to the rows that are chosen, or to the current one, or to the comment beside.
 * Everything here is also a button; without this script nothing is missing but the keys.
 */
(() => {
  "use strict";

  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const table = () => one("table[data-bulk]");
  const current = () => one("tr.is-current", table() ?? document);
  const boxOf = (row) => one("td:first-child input[type=checkbox]", row);
  const changed = (box) => box.dispatchEvent(new Event("change", { bubbles: true }));

  /* The row from which Shift-x chooses on. */
  let anchor = null;

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
    if (!row) return false;
    const rows = all("tbody tr", table());
    const from = rows.indexOf(anchor ?? row);
    const to = rows.indexOf(row);
    for (const held of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      const box = boxOf(held);
      if (box) box.checked = true;
    }
    changed(boxOf(row));
    return true;
  }

  /* The button of the list for chosen rows, of the comment beside while none is chosen and it is the current one. */
  function press(letter) {
    const list = table();
    const beside = one("[data-item]");
    const chosen = list ? all("tbody td:first-child :checked", list) : [];
    const row = current();
    if (!chosen.length && beside && (!row || boxOf(row)?.value === beside.dataset.item)) {
      const button = one(`[data-triage="${letter}"]`, beside);
      button?.click();
      return Boolean(button);
    }
    if (!list) return false;
    if (!chosen.length && row) {
      boxOf(row).checked = true;
      changed(boxOf(row));
    }
    const button = one(`#${CSS.escape(list.dataset.bulk)} [data-triage="${letter}"]`);
    if (!button || !all("tbody td:first-child :checked", list).length) return false;
    button.click();
    return true;
  }

  /* `r` writes a reply: in the comment beside, which is opened first where it is not there. */
  let replyWhenOpened = false;

  function reply() {
    const field = one("[data-reply]");
    if (field) {
      field.focus();
      return true;
    }
    const open = current() ? one("[data-open]", current()) : null;
    replyWhenOpened = Boolean(open);
    open?.click();
    return replyWhenOpened;
  }

  document.addEventListener("htmx:afterSettle", () => {
    if (replyWhenOpened && one("[data-item]")) {
      replyWhenOpened = false;
      one("[data-reply]")?.focus();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || one("dialog[open]")) return;
    const letter = letterOf(event);
    let done = false;
    if (letter === "x" && event.shiftKey) done = chooseRange();
    else if (letter === "x") anchor = current();
    else if (letter === "r") done = reply();
    else if (letter === "a" || letter === "e" || letter === "c") done = press(letter);
    if (done) event.preventDefault();
  }, true);
})();
