/* An interview by keyboard: digits answer the question that is marked, arrows move between questions, Enter goes on. */
(() => {
  "use strict";
  const questions = [...document.querySelectorAll("fieldset.question")];
  if (!questions.length) return;
  let at = -1;
  const mark = (next) => {
    at = Math.max(0, Math.min(questions.length - 1, next));
    const field = questions[at].querySelector("input:checked, input:not([type=hidden]), textarea");
    field?.focus({ preventScroll: true });
    questions[at].scrollIntoView({ block: "center" });
  };
  let typed = "";
  let timer = 0;
  const answer = (digits) => {
    const steps = [...questions[at].querySelectorAll('input[type="radio"], input[type="checkbox"]')];
    const exact = steps.find((step) => step.value === digits);
    const step = exact ?? steps[Number(digits) - 1];
    if (!step) return;
    step.checked = step.type === "checkbox" ? !step.checked : true;
    step.focus();
    step.dispatchEvent(new Event("input", { bubbles: true }));
  };
  addEventListener("keydown", (event) => {
    const writing = event.target.matches?.('textarea, input:not([type="radio"]):not([type="checkbox"])');
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" && !writing) { event.preventDefault(); mark(at + 1); return; }
    if (event.key === "ArrowUp" && !writing) { event.preventDefault(); mark(at - 1); return; }
    if (event.key === "Enter" && !event.target.matches?.("textarea, button, a")) {
      event.preventDefault();
      if (at < questions.length - 1) mark(at + 1); else document.querySelector("button.main")?.click();
      return;
    }
    const digit = "۰۱۲۳۴۵۶۷۸۹".indexOf(event.key) >= 0 ? String("۰۱۲۳۴۵۶۷۸۹".indexOf(event.key)) : event.key;
    if (writing || !/^[0-9]$/.test(digit)) return;
    event.preventDefault();
    typed += digit;
    answer(typed);
    clearTimeout(timer);
    timer = setTimeout(() => { typed = ""; }, 600);
  });
  mark(Math.max(0, questions.findIndex((question) => !question.querySelector("input:checked"))));
})();
