import { Lexer, type Token, type Tokens } from 'marked';
import * as z from 'zod';

/**
 * A document as we show and print it: a flat row of headings, paragraphs and list items with plain texts. Nothing of it is ever taken
 * for HTML: markup, addresses and pictures in a text stay the letters they were typed with.
 */
export const Span = z.object({ text: z.string(), strong: z.boolean() });
export type Span = z.infer<typeof Span>;
export const Block = z.object({
  kind: z.enum(['heading', 'paragraph', 'item']),
  /** Headings: 1–3. Items: how deep in the list, from 1. Paragraphs: 0. */
  level: z.int(),
  /** `1.` or `•` before an item. */
  marker: z.string().nullable(),
  spans: z.array(Span),
});
export type Block = z.infer<typeof Block>;

export function blocksOf(markdown: string): Block[] {
  return tidy(new Lexer({ gfm: false }).lex(markdown).flatMap((token) => blocksOfToken(token, 0)));
}

/** Without a first heading that only repeats the title above it. */
export function withoutTitle(title: string, blocks: readonly Block[]): readonly Block[] {
  const [first, ...rest] = blocks;
  return first?.kind === 'heading' && textOf(first).trim() === title ? rest : blocks;
}

/** What a block says, without its marks. */
export function textOf({ spans }: Pick<Block, 'spans'>): string {
  return spans.map(({ text }) => text).join('');
}

function blocksOfToken(token: Token, depth: number): Block[] {
  switch (token.type) {
    case 'space':
    case 'hr':
    case 'def':
      return [];
    case 'heading':
      return [{ kind: 'heading', level: Math.min(3, (token as Tokens.Heading).depth), marker: null, spans: spansOf(token.tokens) }];
    case 'list':
      return itemsOf(token as Tokens.List, depth + 1);
    case 'blockquote':
      return (token.tokens ?? []).flatMap((inner) => blocksOfToken(inner, depth));
    case 'paragraph':
    case 'text':
      return [{ kind: 'paragraph', level: 0, marker: null, spans: token.tokens ? spansOf(token.tokens) : [plain(token.raw)] }];
    default:
      return [{ kind: 'paragraph', level: 0, marker: null, spans: [plain(token.raw)] }];
  }
}

function itemsOf({ ordered, start, items }: Tokens.List, level: number): Block[] {
  return items.flatMap((item, index) => {
    const inner = item.tokens.flatMap((token) => blocksOfToken(token, level));
    const marker = ordered ? `${Number(start === '' ? 1 : start) + index}.` : '•';
    const [first, ...rest] = inner;
    if (first?.kind !== 'paragraph') return [{ kind: 'item' as const, level, marker, spans: [] }, ...inner];
    // What follows in the same item stays under it, without a mark of its own.
    return [{ ...first, kind: 'item' as const, level, marker }, ...rest.map((block) => (block.kind === 'paragraph' ? { ...block, kind: 'item' as const, level } : block))];
  });
}

const plain = (text: string, strong = false): Span => ({ text, strong });

function spansOf(tokens: readonly Token[] | undefined, strong = false): Span[] {
  return (tokens ?? []).flatMap((token): Span[] => {
    if (token.type === 'strong') return spansOf(token.tokens, true);
    if (token.type === 'em') return spansOf(token.tokens, strong);
    if (token.type === 'text' && token.tokens) return spansOf(token.tokens, strong);
    if (token.type === 'text' || token.type === 'escape') return [plain((token as Tokens.Text).text, strong)];
    if (token.type === 'br') return [plain(' ', strong)];
    return [plain(token.raw, strong)];
  });
}

/** One space between words, neighbours of one kind joined, nothing empty. */
function tidy(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => {
    const spans: Span[] = [];
    for (const { text, strong } of block.spans) {
      const clean = text.replace(/\s+/g, ' ');
      const last = spans.at(-1);
      if (last?.strong === strong) spans[spans.length - 1] = plain(last.text + clean, strong);
      else spans.push(plain(clean, strong));
    }
    const text = spans.map((span) => span.text).join('').trim();
    return text === '' && block.kind !== 'item' ? [] : [{ ...block, spans }];
  });
}
