// A headless Chromium, spoken to over its pipe (DevTools protocol, JSON between NUL bytes). No other program listens.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Chromium {
  #process; #profile; #next = 1; #waiting = new Map(); #listeners = []; #rest = '';

  constructor(program) {
    this.#profile = mkdtempSync(join(tmpdir(), 'ledgerlint-chromium-'));
    const options = [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
      '--remote-debugging-pipe', '--hide-scrollbars', `--user-data-dir=${this.#profile}`,
    ];
    this.#process = spawn(program, options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.#process.stdio[4].setEncoding('utf8').on('data', (data) => this.#read(data));
  }

  #read(data) {
    const parts = (this.#rest + data).split('\0');
    this.#rest = parts.pop();
    for (const part of parts) {
      const message = JSON.parse(part);
      const waiting = this.#waiting.get(message.id);
      if (!waiting) {
        this.#listeners.forEach((listener) => listener(message));
        continue;
      }
      this.#waiting.delete(message.id);
      if (message.error) waiting.reject(new Error(message.error.message));
      else waiting.resolve(message.result);
    }
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    });
  }

  listen(listener) { this.#listeners.push(listener); }

  // A tab of its own, with all that must not happen on a page collected in `faults`.
  async open(file, { width = 1280, height = 900, dark = false, script = true } = {}) {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId, targetId);
    await page.prepare({ width, height, dark, script });
    await page.load(file);
    return page;
  }

  async close() {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.send('Browser.close').catch(() => {});
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

class Page {
  faults = [];
  #browser; #session; #target; #loaded = () => {};

  constructor(browser, session, target) {
    this.#browser = browser;
    this.#session = session;
    this.#target = target;
    browser.listen((message) => message.sessionId === session && this.#event(message));
  }

  send(method, params) { return this.#browser.send(method, params, this.#session); }

  #event({ method, params }) {
    if (method === 'Page.loadEventFired') this.#loaded();
    if (method === 'Runtime.exceptionThrown') this.faults.push(params.exceptionDetails.text);
    if (method === 'Runtime.consoleAPICalled') this.faults.push(`console.${params.type}`);
    if (method === 'Log.entryAdded') this.faults.push(params.entry.text);
    if (method === 'Page.javascriptDialogOpening') {
      this.faults.push(`dialog: ${params.message}`);
      this.send('Page.handleJavaScriptDialog', { accept: true });
    }
    if (method === 'Network.requestWillBeSent' && params.request.url !== this.url) {
      this.faults.push(`request: ${params.request.url}`);
    }
  }

  async prepare({ width, height, dark, script }) {
    for (const domain of ['Page', 'Runtime', 'Network', 'Log', 'DOM']) await this.send(`${domain}.enable`);
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    const scheme = { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' };
    await this.send('Emulation.setEmulatedMedia', { features: [scheme] });
    await this.send('Emulation.setScriptExecutionDisabled', { value: !script });
  }

  async load(file) {
    this.url = new URL(`file://${file}`).href;
    const loaded = new Promise((resolve) => { this.#loaded = resolve; });
    const begun = Date.now();
    await this.send('Page.navigate', { url: this.url });
    await loaded;
    this.seconds = (Date.now() - begun) / 1000;
  }

  // The value of an expression; a function is called.
  async evaluate(expression, ...values) {
    const source = typeof expression === 'function'
      ? `(${expression})(${values.map((value) => JSON.stringify(value)).join(',')})` : expression;
    const answer = await this.send('Runtime.evaluate', { expression: source, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? source);
    return answer.result.value;
  }

  // How many elements a selector finds, with script or without.
  async count(selector) {
    const { root } = await this.send('DOM.getDocument', { depth: 0 });
    return (await this.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector })).nodeIds.length;
  }

  async key(key) {
    const code = { Tab: 9, Enter: 13, ' ': 32 }[key];
    const event = { key, code: key === ' ' ? 'Space' : key, windowsVirtualKeyCode: code, text: key === 'Enter' ? '\r' : undefined };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  async picture(whole = false) {
    const { data } = await this.send('Page.captureScreenshot', { captureBeyondViewport: whole });
    return Buffer.from(data, 'base64');
  }

  async pdf() {
    const { data } = await this.send('Page.printToPDF', { preferCSSPageSize: true, printBackground: true });
    return Buffer.from(data, 'base64');
  }

  close() { return this.#browser.send('Target.closeTarget', { targetId: this.#target }); }
}
