'use strict';

// An EventSource of the application, as npm packages have it: it opens the stream anew by itself after an end, and gives up after
// anything else.

class EventSource {
  static made = [];

  onopen = () => {};
  onerror = () => {};
  readyState = 0;
  #listeners = new Map();
  #controller = new AbortController();

  constructor(url, init) {
    this.url = url;
    this.init = init;
    EventSource.made.push(this);
    this.#run();
  }

  async #run() {
    while (this.readyState !== 2) {
      try {
        const response = await fetch(this.url, { headers: this.init?.headers, signal: this.#controller.signal });
        if (response.status !== 200) {
          this.readyState = 2;
          return this.onerror();
        }
        this.readyState = 1;
        this.onopen();
        for await (const chunk of response.body) this.#read(Buffer.from(chunk).toString());
      } catch {
        // As after an end.
      }
      if (this.readyState === 2) return;
      this.readyState = 0;
      this.onerror();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #read(text) {
    for (const block of text.split('\n\n')) {
      const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const data = field('data');
      if (data !== undefined) for (const listener of this.#listeners.get(field('event')) ?? []) listener({ data });
    }
  }

  addEventListener(name, listener) {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }

  close() {
    this.readyState = 2;
    this.#controller.abort();
  }
}

exports.EventSource = EventSource;
