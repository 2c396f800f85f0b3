export interface Block {
  readonly height: number;
  /** A heading never stands alone at the foot of a page. */
  readonly withNext: boolean;
}

/**
 * Which blocks stand on which page: as many as fit, in their order, none cut in two. One that is higher than a page gets a page of its
 * own.
 */
export function paginate(blocks: readonly Block[], room: number): number[][] {
  const pages: number[][] = [];
  let page: number[] = [];
  let used = 0;
  const turn = () => {
    if (page.length > 0) pages.push(page);
    [page, used] = [[], 0];
  };
  blocks.forEach(({ height, withNext }, at) => {
    const needed = height + (withNext ? (blocks[at + 1]?.height ?? 0) : 0);
    if (used + needed > room) turn();
    page.push(at);
    used += height;
  });
  turn();
  return pages;
}
