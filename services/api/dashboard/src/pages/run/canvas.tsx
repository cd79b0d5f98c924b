/** The drawing itself: candles, volume, levels as lines, zones as bands; what is chosen stands out. */
import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineStyle,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef } from "react";
import { useTheme } from "../../lib/theme";
import { type ChartData, candleAt, type Drawn, precisionOf } from "./chart-data";
import { useRunWords } from "./words";
import { Zones } from "./zones";

interface CanvasProps {
  data: ChartData;
  shown: Drawn[];
  chosen: string | null;
}

interface Drawing {
  chart: IChartApi;
  candles: ISeriesApi<"Candlestick">;
  zones: Zones;
}

const seconds = (ms: number) => (ms / 1000) as UTCTimestamp;

/** Colours are the page's own, so that both themes fit. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const METHOD_COLOURS = { wyckoff: "wait", smc: "run", vsa: "good", delta: "idle", ict: "bad" } as const;

export function Canvas({ data, shown, chosen }: CanvasProps) {
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
    timeScale: { timeVisible: !["D1", "W1"].includes(data.candles.timeframe), borderColor: line },
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
  const zones = new Zones();
  candles.attachPrimitive(zones);
  chart.timeScale().fitContent();
  return { chart, candles, zones };
}

/** Draws what is shown; the answer takes the lines away again. */
function mark({ candles, zones }: Drawing, times: number[], shown: Drawn[], chosen: string | null) {
  const hue = ({ method }: Drawn) => colour(METHOD_COLOURS[method]);
  zones.show(
    shown
      .filter(({ top, bottom }) => top > bottom)
      .map((one) => ({
        from: seconds(candleAt(times, one.since)),
        top: one.top,
        bottom: one.bottom,
        colour: hue(one),
        strong: one.id === chosen,
      })),
  );
  const lines = shown
    .filter(({ top, bottom, edge, id }) => top === bottom && (!edge || id === chosen))
    .map((one) => {
      const strong = one.id === chosen;
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
