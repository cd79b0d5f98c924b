/** Zones as bands behind the candles, each from its own candle to the right edge. */
import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
} from "lightweight-charts";

export interface Band {
  from: Time;
  top: number;
  bottom: number;
  colour: string;
  strong: boolean;
}

interface Box {
  x: number;
  top: number;
  bottom: number;
  colour: string;
  strong: boolean;
}

type Target = Parameters<IPrimitivePaneRenderer["draw"]>[0];
const [FAINT, STRONG] = [0.1, 0.35];

export class Zones implements ISeriesPrimitive<Time> {
  private bands: Band[] = [];
  private place: SeriesAttachedParameter<Time> | null = null;
  private readonly views: readonly IPrimitivePaneView[] = [
    { zOrder: () => "bottom", renderer: () => ({ draw: (target) => paint(target, this.boxes()) }) },
  ];

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
    return this.bands.flatMap(({ from, top, bottom, colour, strong }) => {
      const x = place.chart.timeScale().timeToCoordinate(from);
      const [above, below] = [place.series.priceToCoordinate(top), place.series.priceToCoordinate(bottom)];
      if (above === null || below === null) return [];
      return [{ x: x ?? 0, top: above, bottom: below, colour, strong }];
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
