/** Zones as bands behind the candles, each from its own candle to the right edge; their labels before them. */
import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
} from "lightweight-charts";
import { LABEL_HEIGHT, placed } from "./labels";

export interface Band {
  from: Time;
  text: string;
  top: number;
  bottom: number;
  colour: string;
  strong: boolean;
}

interface Box {
  x: number;
  text: string;
  top: number;
  bottom: number;
  colour: string;
  strong: boolean;
}

type Target = Parameters<IPrimitivePaneRenderer["draw"]>[0];
const [FAINT, STRONG] = [0.1, 0.35];
const PADDING = 4;
/** Below it labels would hide the candles: only the chosen one has its name. */
export const NARROW = 480;

/** Two statements about one place: the first names it. */
const alike = (a: Box, b: Box) => a.x === b.x && a.top === b.top && a.bottom === b.bottom;

export class Zones implements ISeriesPrimitive<Time> {
  private bands: Band[] = [];
  private place: SeriesAttachedParameter<Time> | null = null;
  private readonly views: readonly IPrimitivePaneView[] = [
    { zOrder: () => "bottom", renderer: () => ({ draw: (target) => paint(target, this.boxes()) }) },
    { zOrder: () => "top", renderer: () => ({ draw: (target) => name(target, this.boxes(), this.paper) }) },
  ];

  /** `paper` is the colour behind the labels. */
  constructor(private readonly paper: string) {}

  attached(place: SeriesAttachedParameter<Time>): void {
    this.place = place;
  }

  detached(): void {
    this.place = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.views;
  }

  show(bands: Band[]): void {
    this.bands = bands;
    this.place?.requestUpdate();
  }

  private boxes(): Box[] {
    const { place } = this;
    if (!place) return [];
    return this.bands.flatMap(({ from, top, bottom, ...look }) => {
      const x = place.chart.timeScale().timeToCoordinate(from);
      const [above, below] = [place.series.priceToCoordinate(top), place.series.priceToCoordinate(bottom)];
      if (above === null || below === null) return [];
      return [{ x: x ?? 0, top: above, bottom: below, ...look }];
    });
  }
}

function paint(target: Target, boxes: Box[]): void {
  // biome-ignore lint/correctness/useHookAtTopLevel: a method of the drawing library, which only sounds like one
  target.useBitmapCoordinateSpace(({ context, bitmapSize, horizontalPixelRatio, verticalPixelRatio }) => {
    for (const { x, top, bottom, colour, strong } of boxes) {
      const left = Math.max(0, Math.round(x * horizontalPixelRatio));
      const upper = Math.round(top * verticalPixelRatio);
      const height = Math.max(1, Math.round(bottom * verticalPixelRatio) - upper);
      context.fillStyle = colour;
      context.globalAlpha = strong ? STRONG : FAINT;
      context.fillRect(left, upper, bitmapSize.width - left, height);
      context.globalAlpha = 1;
      if (!strong) continue;
      context.strokeStyle = colour;
      context.lineWidth = 2 * verticalPixelRatio;
      context.strokeRect(left, upper, bitmapSize.width - left, height);
    }
  });
}

/** At the right edge, each on a ground of its own, so that neither candles nor lines run through it. */
function name(target: Target, boxes: Box[], paper: string): void {
  // biome-ignore lint/correctness/useHookAtTopLevel: a method of the drawing library, which only sounds like one
  target.useMediaCoordinateSpace(({ context, mediaSize: { width, height } }) => {
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    const named = boxes.filter(
      (box, place) => box.strong || (width > NARROW && boxes.findIndex((one) => alike(one, box)) === place),
    );
    const wishes = named.map((box) => ({ ...box, y: (box.top + box.bottom) / 2 }));
    for (const { text, y, colour, strong } of placed(wishes, height)) {
      const wide = context.measureText(text).width + 2 * PADDING;
      const [left, top] = [width - wide - PADDING, y - LABEL_HEIGHT / 2 + 1];
      context.fillStyle = strong ? colour : paper;
      context.fillRect(left, top, wide, LABEL_HEIGHT - 2);
      context.strokeStyle = colour;
      context.strokeRect(left + 0.5, top + 0.5, wide - 1, LABEL_HEIGHT - 3);
      context.fillStyle = strong ? paper : colour;
      context.fillText(text, left + PADDING, y + 0.5);
    }
  });
}
