/*
 * Quick capture over any page: the overlay opens with its form, Ctrl+Enter saves, and the next one is a press away.
 * Without this script the button of the head line leads to the same form as a page.
 */
(() => {
  "use strict";

  const one = (selector, from = document) => from.querySelector(selector);
  const dialog = () => document.getElementById("capture");

  function focusWords(from) {
    const words = one("textarea[name=text]", from);
    words?.focus();
    words?.setSelectionRange(words.value.length, words.value.length);
  }

  /* On the page of its own there is no overlay to open: the form there is the one. */
  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element ? event.target.closest("[data-capture]") : null;
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const here = document.getElementById("capture-here");
    if (!here) return;
    event.preventDefault();
    event.stopPropagation();
    if (one("[data-taken-next]", here)) one("[data-taken-next]", here).click();
    else focusWords(here);
  }, true);

  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const box = detail.target;
    if (!(box instanceof Element) || !box.matches(".capture-box")) return;
    const over = dialog();
    if (over?.contains(box) && !over.open) over.showModal();
    const next = one("[data-taken-next]", box);
    if (next) next.focus();
    else focusWords(box);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target instanceof Element ? event.target.closest("[data-capture-form]") : null;
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(one("button[name=save]", form));
  });
})();
