import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const drawsField = /<(Input|TextArea|input|textarea)[\s/>]|contentEditable/;

describe('fields', () => {
  it('H32 only one component draws a field that can be typed into, so one place decides what fields remember', () => {
    const files = readdirSync('renderer', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));
    const drawing = files.filter((name) => drawsField.test(readFileSync(join('renderer', name), 'utf8')));
    // The others draw radio buttons and a checkbox.
    expect(drawing.map((name) => name.replaceAll('\\', '/')).toSorted()).toEqual(['ui/Choices.tsx', 'ui/TextField.tsx', 'ui/Tick.tsx']);
    for (const [name, kind] of [['Choices', 'radio'], ['Tick', 'checkbox']])
      expect(readFileSync(`renderer/ui/${name}.tsx`, 'utf8').match(/<input[^>]*>/g)?.every((tag) => tag.includes(`type="${kind}"`))).toBe(true);
  });
});
