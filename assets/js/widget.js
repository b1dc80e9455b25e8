/*
 * A survey on another site's page. Works under a strict content policy: the site allows this script (script-src) and
 * its frame (frame-src), nothing else. No style attribute, no inline script, no eval, no request of its own.
 *
 *   <script async src="https://ask.example.com/e/TOKEN/widget.js"
 *     data-user-id="42" data-signature="…" data-anonymous-id="…" data-touchpoint="checkout" data-lang="fa"></script>
 *   <div data-hamdel="TOKEN"></div>     where it stands, when it is a part of the page; else beside the script
 *
 * window.Hamdel[TOKEN]: open(), close(), identify({userId, signature, anonymousId}).
 */
(() => {
  "use strict";
  const config = "__HAMDEL__";
  const script = document.currentScript;
  const given = { ...script.dataset };
  const origin = new URL(script.src).origin;
  const api = (window.Hamdel ||= {});
  if (api[config.token]) return;

  /* What this browser remembers: when it was answered or closed, and whether it was drawn. */
  const place = `hamdel:${config.token}`;
  let memory = {};
  try { memory = JSON.parse(localStorage.getItem(place)) || {}; } catch { /* private window */ }
  const remember = (more) => {
    Object.assign(memory, more);
    if (config.preview) return;
    try { localStorage.setItem(place, JSON.stringify(memory)); } catch { /* full or private */ }
  };
  const rests = () => Date.now() - (memory.at || 0) < config.rest * 864e5;
  const drawn = () => {
    if (memory.draw === undefined) remember({ draw: Math.random() });
    return memory.draw < config.share;
  };

  const wanted = given.lang || document.documentElement.lang.slice(0, 2);
  const lang = config.languages.includes(wanted) ? wanted : config.languages[0];
  const rtl = lang === "fa";
  const side = (config.side === "end") === rtl ? "left" : "right";
  const label = config.label[lang];

  const make = (name, attributes, style) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    /* Properties one by one are allowed where style attributes are not. */
    for (const [key, value] of Object.entries({ all: "initial", ...style })) element.style.setProperty(key, value);
    return element;
  };
  const font = { font: "500 16px/1.4 system-ui, 'Segoe UI', Tahoma, sans-serif", cursor: "pointer", "box-sizing": "border-box" };

  let root, panel, frame, button, news, before;
  const said = (kind, more) => frame?.contentWindow?.postMessage({ hamdel: kind, ...more }, origin);
  const isOpen = () => panel?.style.getPropertyValue("display") === "block";

  const address = () => {
    const query = new URLSearchParams({ lang, channel: given.channel || "web" });
    const fields = { touchpoint: given.touchpoint, unit: given.unit, user: given.userId, sig: given.signature, anon: given.anonymousId };
    for (const [key, value] of Object.entries(fields)) if (value) query.set(key, value);
    return `${origin}${config.frame}?${query}`;
  };

  const stand = () => {
    if (root) return;
    const host = make("div", { lang, dir: rtl ? "rtl" : "ltr" }, { direction: rtl ? "rtl" : "ltr" });
    const inline = config.shape === "inline";
    const where = document.querySelector(`[data-hamdel="${config.token}"]`);
    if (inline) host.style.setProperty("display", "block");
    if (inline && where) where.append(host);
    else if (inline) script.after(host);
    else document.body.append(host);
    root = host.attachShadow({ mode: "closed" });
  };

  const build = () => {
    stand();
    if (panel) return;
    const inline = config.shape === "inline";
    panel = make("div", inline ? { role: "region", "aria-label": label } : { role: "dialog", "aria-label": label }, inline
      ? { display: "block" }
      : { display: "none", position: "fixed", bottom: "16px", [side]: "16px", width: "min(400px, calc(100vw - 32px))",
          "z-index": "2147483000", "border-radius": "12px", overflow: "hidden", border: "1px solid #8b8779",
          "box-shadow": "0 8px 28px rgb(30 35 40 / 0.25)", "background-color": "Canvas" });
    if (!inline) {
      const close = make("button", { type: "button", "aria-label": config.close[lang], title: config.close[lang] }, {
        ...font, display: "block", "margin-inline-start": "auto", width: "48px", height: "44px", color: "CanvasText", "text-align": "center",
      });
      close.textContent = "✕";
      ring(close, "CanvasText");
      close.addEventListener("click", () => shut(true));
      panel.append(close);
    }
    frame = make("iframe", { title: label, name: `hamdel:${location.origin}`, src: address(), ...(inline ? { loading: "lazy" } : {}) }, {
      display: "block", width: "100%", height: inline ? "320px" : "min(420px, 70vh)", "border-style": "none", "color-scheme": "light dark",
    });
    panel.append(frame);
    news = make("div", { role: "status" }, { position: "fixed", width: "1px", height: "1px", overflow: "hidden", "clip-path": "inset(50%)" });
    root.append(news, panel);
  };

  const show = (focus) => {
    build();
    before = document.activeElement;
    panel.style.setProperty("display", "block");
    button?.setAttribute("aria-expanded", "true");
    /* What comes by itself takes nobody's focus away; it is announced. */
    if (focus) { frame.focus(); said("focus"); } else news.textContent = label;
  };

  /* Closed by hand it counts as an answer of its own: not now. */
  const shut = (byHand) => {
    if (config.shape === "inline" || !isOpen()) return;
    panel.style.setProperty("display", "none");
    button?.setAttribute("aria-expanded", "false");
    if (byHand && !memory.answered) remember({ at: Date.now() });
    if (memory.answered) button?.remove();
    (button?.isConnected ? button : before)?.focus?.();
  };

  const ring = (element, colour) => {
    element.addEventListener("focus", () => {
      if (element.matches(":focus-visible")) element.style.setProperty("outline", `3px solid ${colour}`);
      element.style.setProperty("outline-offset", "-5px");
    });
    element.addEventListener("blur", () => element.style.setProperty("outline", "none"));
  };

  const tab = () => {
    stand();
    button = make("button", { type: "button", "aria-expanded": "false", "aria-haspopup": "dialog" }, {
      ...font, position: "fixed", top: "50%", [side]: "0", transform: `translateY(-50%)${side === "left" ? " rotate(180deg)" : ""}`,
      "writing-mode": "vertical-rl", padding: "16px 10px", "min-width": "44px", "border-radius": "10px 0 0 10px",
      "background-color": config.accent, color: config.onAccent, "z-index": "2147482999", "text-align": "center",
    });
    button.textContent = label;
    ring(button, config.onAccent);
    button.addEventListener("click", () => (isOpen() ? shut(true) : show(true)));
    root.append(button);
  };

  /* A window that comes by itself first asks whether it may: the frame knows who looks, and the ledger decides. */
  let asked = false;
  const come = () => {
    if (asked) return;
    asked = true;
    for (const stop of waits) stop();
    build();
  };
  const waits = [];
  const wait = () => {
    const on = (target, name, check) => {
      const heard = (event) => { if (check(event)) come(); };
      target.addEventListener(name, heard, { passive: true });
      waits.push(() => target.removeEventListener(name, heard));
    };
    const page = document.documentElement;
    if (config.scroll !== null) on(window, "scroll", () => (scrollY + innerHeight) / page.scrollHeight >= config.scroll / 100);
    if (config.exit) on(page, "mouseout", (event) => !event.relatedTarget && event.clientY <= 0);
    if (config.after !== null || !waits.length) {
      const timer = setTimeout(come, (config.after || 0) * 1000);
      waits.push(() => clearTimeout(timer));
    }
  };

  addEventListener("message", ({ source, origin: from, data }) => {
    if (!frame || source !== frame.contentWindow || from !== origin || !data) return;
    if (data.hamdel === "size") {
      const most = config.shape === "inline" ? 1e5 : innerHeight - 96;
      frame.style.setProperty("height", `${Math.max(120, Math.min(Number(data.height) || 0, most))}px`);
    } else if (data.hamdel === "ready") {
      if (config.shape === "popup" && asked && !isOpen()) config.preview ? show(false) : said("ask");
    } else if (data.hamdel === "may") {
      if (data.show) show(false);
    } else if (data.hamdel === "done") {
      remember({ at: Date.now(), answered: true });
    } else if (data.hamdel === "close") {
      shut(true);
    }
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") shut(true); });
  addEventListener("beforeprint", () => { for (const part of [button, panel]) part?.style.setProperty("visibility", "hidden"); });
  addEventListener("afterprint", () => { for (const part of [button, panel]) part?.style.setProperty("visibility", "visible"); });

  api[config.token] = {
    open: () => show(true),
    close: () => shut(true),
    identify: (who) => {
      Object.assign(given, who);
      if (frame && !isOpen() && config.shape !== "inline") { panel.remove(); panel = frame = undefined; }
    },
  };

  const start = () => {
    if (!config.preview && (rests() || !drawn())) return;
    if (config.shape === "inline") build();
    else if (config.shape === "tab") tab();
    else wait();
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
