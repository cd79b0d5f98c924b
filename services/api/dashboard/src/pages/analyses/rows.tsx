/** Versions of something, newest first, with who made them and why; and the choice of two of them. */
import { Confirm } from "../../ui/confirm";
import { Field, Select } from "../../ui/field";
import { Ago } from "../../ui/time";
import { useAnalysesWords } from "./words";

interface Version {
  version: number;
  author: string;
  note: string;
  created_at: string;
}

interface VersionRowsProps {
  versions: Version[];
  active: number;
  activate: ((version: number) => Promise<void>) | undefined;
}

export function VersionRows({ versions, active, activate }: VersionRowsProps) {
  const words = useAnalysesWords();
  return (
    <ol className="grid gap-2">
      {versions.map((one) => (
        <li
          key={one.version}
          className="grid gap-x-4 gap-y-1 rounded-xl border border-line bg-surface p-3 text-sm md:min-h-15 md:grid-cols-[11rem_8rem_1fr_auto] md:items-center"
        >
          <span className="font-semibold">
            {words.version(one.version)}
            {one.version === active && <span className="text-good"> ✓ {words.versions.active}</span>}
          </span>
          <span className="text-dim">
            <Ago at={one.created_at} />
          </span>
          <span className="min-w-0 break-words">
            <span className="text-dim">{one.author}</span> {one.note}
          </span>
          {activate && one.version !== active && (
            <span className="justify-self-start">
              <Confirm
                look="plain"
                label={one.version < active ? words.versions.rollBack : words.versions.activate}
                effect={words.versions.confirm(one.version)}
                act={() => activate(one.version)}
              />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

interface Pair {
  older: number;
  newer: number;
}

interface VersionPairProps {
  versions: number[];
  pair: Pair;
  pick: (pair: Pair) => void;
}

export function VersionPair({ versions, pair, pick }: VersionPairProps) {
  const words = useAnalysesWords().versions;
  return (
    <div className="mb-3 grid grid-cols-2 gap-3 md:max-w-md">
      {(["older", "newer"] as const).map((side) => (
        <Field key={side} label={words[side]}>
          {(id) => (
            <Select
              id={id}
              value={pair[side]}
              onChange={({ target }) => pick({ ...pair, [side]: Number(target.value) })}
            >
              {versions.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Field>
      ))}
    </div>
  );
}
