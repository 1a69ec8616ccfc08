const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Walks an XML text once, from tag to tag, as AWS's query protocols write it: elements and text, no attributes that matter. Throws when the
 * text ends within an element.
 */
export class XmlCursor {
  /** The name of the element that was entered last. */
  tag = '';
  /** Whether it was written as `<tag/>`: it has neither content nor an end. */
  isEmpty = false;
  readonly #xml: string;
  #at = 0;

  constructor(xml: string) {
    this.#xml = xml;
  }

  /** Goes to the next tag, past any text: true when an element starts there, false when the one around it ends. */
  enter(): boolean {
    for (;;) {
      const start = this.#indexOf('<', this.#at);
      const mark = this.#xml[start + 1];
      if (mark === '?') this.#at = this.#indexOf('?>', start) + 2;
      else if (mark === '!') this.#skipDeclaration(start);
      else if (mark === '/') {
        this.#at = this.#indexOf('>', start) + 1;
        return false;
      } else {
        this.#readTag(start);
        return true;
      }
    }
  }

  /** Passes over the element that was just entered. */
  skip(): void {
    if (this.isEmpty) return;
    while (this.enter()) this.skip();
  }

  /** The text of the element that was just entered, and past its end. */
  text(): string {
    if (this.isEmpty) return '';
    const xml = this.#xml;
    const end = this.#indexOf('<', this.#at);
    if (xml[end + 1] === '/') {
      const text = decoded(xml.slice(this.#at, end));
      this.#at = this.#indexOf('>', end) + 1;
      return text;
    }
    return this.#mixedText();
  }

  /** Text with CDATA, comments or even elements in it; elements are passed over. */
  #mixedText(): string {
    const xml = this.#xml;
    let text = '';
    for (;;) {
      const start = this.#indexOf('<', this.#at);
      text += decoded(xml.slice(this.#at, start));
      this.#at = start;
      if (xml.startsWith('<![CDATA[', start)) {
        const end = this.#indexOf(']]>', start);
        text += xml.slice(start + 9, end);
        this.#at = end + 3;
      } else if (xml[start + 1] === '!') this.#skipDeclaration(start);
      else if (!this.enter()) return text;
      else this.skip();
    }
  }

  #readTag(start: number): void {
    const xml = this.#xml;
    const end = this.#indexOf('>', start);
    this.isEmpty = xml[end - 1] === '/';
    const tag = xml.slice(start + 1, this.isEmpty ? end - 1 : end);
    const space = tag.search(/\s/);
    this.tag = space === -1 ? tag : tag.slice(0, space);
    this.#at = end + 1;
  }

  #skipDeclaration(start: number): void {
    const end = this.#xml.startsWith('<!--', start) ? '-->' : this.#xml.startsWith('<![CDATA[', start) ? ']]>' : '>';
    this.#at = this.#indexOf(end, start) + end.length;
  }

  #indexOf(what: string, from: number): number {
    const index = this.#xml.indexOf(what, from);
    if (index === -1) throw new SyntaxError('the XML ends too early');
    return index;
  }
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([\da-fA-F]+)|#(\d+)|(\w+));/g, (entity, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return entities[name!] ?? entity;
  });
}
