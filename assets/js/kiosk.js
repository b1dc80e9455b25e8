/* A kiosk begins anew when nobody has touched it for a while. What was typed while the line was down is sent when it is
 * back, under the response it belongs to, also after the next customer has begun. */
(() => {
  "use strict";
  const PREFIX = "hamdel-answer:";
  const { idle, start } = document.body.dataset;
  if (!start) return;
  const form = document.querySelector("form[data-answer]");
  const isFirst = form && form.elements._token;
  /* While the line is down every customer has a token of their own, made here; the server takes it as its own. */
  const anew = () => {
    if (navigator.onLine) { location.replace(start); return; }
    if (!isFirst) {
      /* A later page is somebody's own: it is closed until there is a line to begin anew. */
      if (form && !form.hidden) { form.hidden = true; form.after(Object.assign(document.createElement("p"), { role: "status", textContent: form.dataset.closed })); }
      return;
    }
    form.reset();
    form.elements._token.value = Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  let timer = 0;
  const touched = () => { clearTimeout(timer); timer = setTimeout(anew, Number(idle) * 1000); };
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(sign, touched, { passive: true });
  touched();

  const flush = async () => {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      const token = key.slice(PREFIX.length);
      if (isFirst && token === form.elements._token.value) continue;
      const pages = JSON.parse(localStorage.getItem(key) ?? "{}");
      for (const [page, fields] of Object.entries(pages)) {
        const body = new URLSearchParams(fields);
        for (const [name, value] of [["_page", page], ["_to", "stay"], ["_token", token]]) body.set(name, value);
        try {
          let answer = await fetch(`${start}/r/${encodeURIComponent(token)}`, { method: "POST", body, headers: { accept: "application/json" } });
          if (answer.status === 404) answer = await fetch(start, { method: "POST", body, headers: { accept: "application/json" } });
          if (answer.ok || answer.status === 422) delete pages[page];
        } catch { return; }
      }
      if (Object.keys(pages).length) localStorage.setItem(key, JSON.stringify(pages)); else localStorage.removeItem(key);
    }
  };
  addEventListener("online", async () => { await flush(); if (form?.hidden) location.replace(start); });
  if (navigator.onLine) flush();
  /* Browsers let a page fill the screen only after a touch. */
  addEventListener("pointerdown", () => { document.documentElement.requestFullscreen?.().catch(() => {}); }, { once: true });
  addEventListener("contextmenu", (event) => event.preventDefault());
})();
