/** Where the labels of zones stand, so that none hides another: each at its zone, or as near as there is room. */
export interface Wish {
  text: string;
  /** Middle of what it names. */
  y: number;
  strong: boolean;
}

/** As tall as a line of the label's text with its background. */
export const LABEL_HEIGHT = 16;
const REACH = 64;
const STEP = 4;

/** The chosen one first, then as they come; for which there is no room within reach stays out. */
export function placed<T extends Wish>(wishes: readonly T[], height: number): T[] {
  const taken: T[] = [];
  const free = (y: number) =>
    y >= LABEL_HEIGHT / 2 &&
    y <= height - LABEL_HEIGHT / 2 &&
    taken.every((other) => Math.abs(other.y - y) >= LABEL_HEIGHT);
  for (const wish of [...wishes].sort((a, b) => Number(b.strong) - Number(a.strong))) {
    if (wish.y < 0 || wish.y > height) continue;
    const y = shifts().find((shift) => free(wish.y + shift));
    if (y !== undefined) taken.push({ ...wish, y: wish.y + y });
  }
  return taken;
}

/** 0, then further and further to both sides. */
function shifts(): number[] {
  const found = [0];
  for (let far = STEP; far <= REACH; far += STEP) found.push(far, -far);
  return found;
}
