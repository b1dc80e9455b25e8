/* A survey in the frame of another site: tells the page around it how tall it is, and asks for it. The name of the
 * frame says which site that is; nobody else hears. Nothing of an answer is told. */
(() => {
  "use strict";
  if (parent === window || !window.name.startsWith("hamdel:")) return;
  const origin = window.name.slice(7);
  const say = (kind, more) => { try { parent.postMessage({ hamdel: kind, ...more }, origin); } catch { /* no site */ } };
  const size = () => say("size", { height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
  const root = document.documentElement;
  addEventListener("message", async ({ source, origin: from, data }) => {
    if (source !== parent || from !== origin || !data) return;
    if (data.hamdel === "focus") document.querySelector("input:not([type=hidden], [tabindex='-1']), textarea, button, .main")?.focus();
    if (data.hamdel !== "ask") return;
    const form = document.querySelector("form[data-answer]");
    if (!form) return;
    try {
      const body = new URLSearchParams([...new FormData(form)].filter(([name]) => ["user", "sig", "anon"].includes(name)));
      const answer = await fetch(`${form.action}/show`, { method: "POST", body, headers: { accept: "application/json" } });
      say("may", { show: answer.ok && (await answer.json()).show === true });
    } catch { /* no connection: not now */ }
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") say("close"); });
  new ResizeObserver(size).observe(root);
  if (document.querySelector("[data-done]")) say("done");
  say("ready");
})();
