/** The plan to be read: direction, legs with their prices, scenarios; every price is one of the run's levels. */
import type { ReactNode } from "react";
import type { Schemas } from "../../api/client";
import { useWords } from "../../i18n";
import { cx } from "../../lib/cx";
import { Card } from "../../ui/card";
import { RawJson } from "./json";
import { type Ledger, percent, pricesOf, zoneText } from "./plan-view";
import { useTerms } from "./terms";
import { useRunWords } from "./words";

type Plan = Schemas["Plan"];
type Price = (id: string) => string;

const BIAS = { long: ["▲", "text-good"], short: ["▼", "text-bad"], wait: ["■", "text-wait"] } as const;
const SIDES = { bull: "🟢", bear: "🔴", neutral: "⚪" } as const;

export function PlanCard({ plan, levels }: { plan: Plan; levels: Ledger }) {
  const words = useWords();
  const own = useRunWords();
  const terms = useTerms();
  const price = pricesOf(plan, levels);
  const [arrow, colour] = BIAS[plan.bias];
  return (
    <Card title={words.run.plan}>
      <div className="grid gap-4">
        <p className="flex flex-wrap items-baseline gap-x-6 gap-y-1">
          <strong className={cx("text-lg", colour)}>
            {arrow} {own.plan.bias[plan.bias]}
          </strong>
          {plan.key_zone && (
            <span>
              <span className="text-dim">{own.plan.keyZone}</span> {zoneText(plan.key_zone, price)}
            </span>
          )}
          {plan.reasons?.length ? (
            <span>
              <span className="text-dim">{own.plan.reasons}:</span> {plan.reasons.map(terms.code).join("; ")}
            </span>
          ) : null}
        </p>
        <div className="grid gap-3 md:grid-cols-2">
          {plan.legs?.map((leg) => (
            <LegCard key={`${leg.side}${leg.stop}${leg.entry_zone.top}`} leg={leg} price={price} />
          ))}
        </div>
        <Scenarios plan={plan} price={price} />
      </div>
      <RawJson label={own.raw} value={plan} />
    </Card>
  );
}

function LegCard({ leg, price }: { leg: Schemas["Leg"]; price: Price }) {
  const words = useWords();
  const { plan } = useRunWords();
  const { confirmation } = leg;
  const frames = confirmation.timeframes.join("/");
  return (
    <section className="rounded-lg bg-ground p-3 text-sm">
      <h3 className={cx("mb-2 font-semibold", BIAS[leg.side][1])}>
        {BIAS[leg.side][0]} {plan.leg[leg.side]}
      </h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <Row name={plan.entry}>
          {zoneText(leg.entry_zone, price)} {plan.order[leg.entry_type]}
        </Row>
        <Row name={plan.confirmation}>{plan.confirm(price(confirmation.level), frames)}</Row>
        <Row name={plan.stop}>{price(leg.stop)}</Row>
        <Row name={plan.targets}>
          {leg.targets.map(({ level, share }) => (
            <span key={level} className="me-3 inline-block">
              {price(level)} <span className="text-dim">{percent(share)}</span>
            </span>
          ))}
        </Row>
        <Row name={plan.reward}>{String(leg.reward_risk)}</Row>
        <Row name={plan.valid}>{words.run.bars(leg.valid_bars)}</Row>
      </dl>
    </section>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Scenarios({ plan, price }: { plan: Plan; price: Price }) {
  const own = useRunWords().plan;
  if (!plan.scenarios.length) return null;
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">{own.scenarios}</h3>
      <ul className="grid gap-2 md:grid-cols-3">
        {plan.scenarios.map((one) => (
          <li key={one.side} className="rounded-lg bg-ground p-3 text-sm">
            <p className="mb-1 font-medium">
              <span aria-hidden="true">{SIDES[one.side]}</span> {own.sides[one.side]}
            </p>
            <dl className="grid grid-cols-[auto_1fr] gap-x-3">
              <Row name={own.trigger}>{one.trigger.split(/\s+/).map(price).join(" ")}</Row>
              {one.targets?.length ? (
                <Row name={own.targets}>{one.targets.map(price).join(" → ")}</Row>
              ) : null}
              {one.invalidation && <Row name={own.invalidation}>{price(one.invalidation)}</Row>}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
