/** The drawing itself: candles, volume, levels as lines, zones as bands, events as arrows; the chosen stands out. */
import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineStyle,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef } from "react";
import { useTheme } from "../../lib/theme";
import { type ChartData, candleAt, type Drawn, type Marked, precisionOf } from "./chart-data";
import type { PlanLine } from "./plan-view";
import { useRunWords } from "./words";
import { NARROW, Zones } from "./zones";

interface CanvasProps {
  data: ChartData;
  shown: Drawn[];
  marked: Marked[];
  chosen: Drawn | null;
  lines: PlanLine[];
}

interface Drawing {
  chart: IChartApi;
  candles: ISeriesApi<"Candlestick">;
  zones: Zones;
  events: ISeriesMarkersPluginApi<Time>;
}

/** Pixels at the right, where the labels of zones stand. */
const ROOM = 80;

const seconds = (ms: number) => (ms / 1000) as UTCTimestamp;

/** Colours are the page's own, so that both themes fit. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const ROLE_COLOURS = { entry: "wait", stop: "bad", target: "good" } as const;
const METHOD_COLOURS = { wyckoff: "wait", smc: "run", vsa: "good", delta: "idle", ict: "bad" } as const;

export function Canvas({ data, shown, marked, chosen, lines }: CanvasProps) {
  const words = useRunWords().chartWords;
  const theme = useTheme();
  const box = useRef<HTMLElement>(null);
  const drawing = useRef<Drawing | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    if (!box.current) return;
    const made = draw(box.current, data);
    drawing.current = made;
    return () => {
      drawing.current = null;
      made.chart.remove();
    };
  }, [data, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing has nothing on it yet
  useEffect(() => {
    if (!drawing.current) return;
    return mark(drawing.current, data.candles.ts_ms, shown, chosen);
  }, [data, shown, chosen, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing has nothing on it yet
  useEffect(() => {
    if (!drawing.current) return;
    return rule(drawing.current, lines, words.roles);
  }, [data, lines, theme, words]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing has nothing on it yet
  useEffect(() => {
    drawing.current?.events.setMarkers(marked.map((one) => arrow(one, one.id === chosen?.fact)));
  }, [data, marked, chosen, theme]);

  return (
    <figure
      ref={box}
      aria-label={words.picture(data.candles.ts_ms.length)}
      className="h-[26rem] w-full overflow-hidden rounded-lg md:h-[34rem]"
    />
  );
}

function draw(box: HTMLElement, data: ChartData): Drawing {
  const { ts_ms, open, high, low, close, volume } = data.candles;
  const line = colour("line");
  const chart = createChart(box, {
    autoSize: true,
    layout: { background: { color: colour("surface") }, textColor: colour("dim"), attributionLogo: true },
    grid: { vertLines: { color: line }, horzLines: { color: line } },
    timeScale: {
      timeVisible: !["D1", "W1"].includes(data.candles.timeframe),
      borderColor: line,
      rightOffsetPixels: box.clientWidth > NARROW ? ROOM : 0,
    },
    rightPriceScale: { borderColor: line },
  });
  const [up, down] = [colour("good"), colour("bad")];
  const precision = precisionOf(close);
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: up,
    downColor: down,
    wickUpColor: up,
    wickDownColor: down,
    borderVisible: false,
    priceFormat: { type: "price", precision, minMove: 10 ** -precision },
  });
  const at = (place: number) => ({ time: seconds(ts_ms[place] ?? 0) });
  const price = (column: number[], place: number) => column[place] ?? 0;
  candles.setData(
    ts_ms.map((_, i) => ({
      ...at(i),
      open: price(open, i),
      high: price(high, i),
      low: price(low, i),
      close: price(close, i),
    })),
  );
  const bars = chart.addSeries(HistogramSeries, { priceFormat: { type: "volume" }, color: line }, 1);
  bars.setData(volume.map((value, i) => ({ ...at(i), value })));
  chart.panes()[1]?.setHeight(70);
  const zones = new Zones(colour("surface"));
  candles.attachPrimitive(zones);
  const events = createSeriesMarkers<Time>(candles, []);
  const time = chart.timeScale();
  time.fitContent();
  // The first size may be one of before the page was laid out.
  time.subscribeSizeChange(() => time.fitContent());
  return { chart, candles, zones, events };
}

/** Draws what is shown; the answer takes the lines away again. */
function mark({ candles, zones }: Drawing, times: number[], shown: Drawn[], chosen: Drawn | null) {
  const hue = ({ method }: Drawn) => colour(METHOD_COLOURS[method]);
  const chosenId = chosen?.id;
  const bands = shown.filter(({ top, bottom }) => top > bottom);
  zones.show(
    bands.map((one) => ({
      from: seconds(candleAt(times, one.since)),
      // The method is told by the colour.
      text: one.id.slice(one.id.indexOf(".") + 1),
      top: one.top,
      bottom: one.bottom,
      colour: hue(one),
      strong: one.id === chosenId,
    })),
  );
  const lines = shown
    .filter(({ top, bottom, edge, id }) => top === bottom && (!edge || id === chosenId))
    .map((one) => {
      const strong = one.id === chosenId;
      return candles.createPriceLine({
        price: one.top,
        color: hue(one),
        lineWidth: strong ? 3 : 1,
        lineStyle: strong ? LineStyle.Solid : LineStyle.Dotted,
        axisLabelVisible: strong,
        title: strong ? one.id : "",
      });
    });
  return () => {
    for (const one of lines) candles.removePriceLine(one);
  };
}

/** The plan's prices across the chart, told at its edge; the answer takes them away again. */
function rule({ candles }: Drawing, lines: PlanLine[], names: Record<PlanLine["role"], string>) {
  const drawn = lines.map(({ role, price }) =>
    candles.createPriceLine({
      price,
      color: colour(ROLE_COLOURS[role]),
      lineWidth: 2,
      lineStyle: LineStyle.Solid,
      axisLabelVisible: true,
      title: names[role],
    }),
  );
  return () => {
    for (const one of drawn) candles.removePriceLine(one);
  };
}

/** Under the candle what speaks for higher prices, over it what speaks for lower; only the chosen one in words. */
function arrow({ method, direction, at, name }: Marked, strong: boolean) {
  return {
    time: seconds(at),
    position: direction > 0 ? ("belowBar" as const) : ("aboveBar" as const),
    shape:
      direction > 0 ? ("arrowUp" as const) : direction < 0 ? ("arrowDown" as const) : ("circle" as const),
    color: colour(METHOD_COLOURS[method]),
    size: strong ? 2 : 0.6,
    ...(strong && { text: name }),
  };
}
