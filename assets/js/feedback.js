/*
 * Keys of the inbox: what they do goes to the rows that are chosen, or to the current one, or to the comment beside.
 * Everything here is also a button; without this script nothing is missing but the keys.
 */
(() => {
  "use strict";

  const one = (selector, from = document) => from.querySelector(selector);
  const { table, current, boxOf, chosen, chooseCurrent, keys } = window.hamdelRows;

  /* The button of the list for chosen rows, of the comment beside while none is chosen and it is the current one. */
  function press(letter) {
    const list = table();
    const beside = one("[data-item]");
    const row = current();
    if (!chosen().length && beside && (!row || boxOf(row)?.value === beside.dataset.item)) {
      const button = one(`[data-triage="${letter}"]`, beside);
      button?.click();
      return Boolean(button);
    }
    if (!list || !chooseCurrent()) return false;
    const button = one(`#${CSS.escape(list.dataset.bulk)} [data-triage="${letter}"]`);
    button?.click();
    return Boolean(button);
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

  keys({ a: () => press("a"), c: () => press("c"), e: () => press("e"), r: reply });
})();
