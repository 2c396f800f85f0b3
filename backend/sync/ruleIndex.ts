import { contract, featureOf, type CommandChannel, type Feature } from '../../shared/contract.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { ReadDb, WriteTx } from '../db/types.ts';
import type { ClinicRequest } from './clinicApi.ts';
import { isCommand, type Entry } from './outbox.ts';
import type { AllSyncRules, EntryContext, PulledResource, PulledType, SyncRules, Upcasters } from './rules.ts';
import { upcast } from './upcast.ts';

interface UntypedPushRule {
  readonly upcast?: Upcasters;
  touches(input: unknown): readonly string[];
  locks?(input: unknown, output?: unknown): readonly string[];
  toRequest(input: unknown, entry: EntryContext, db: ReadDb): ClinicRequest;
  applied(tx: WriteTx, input: unknown, body: unknown, output?: unknown): void;
  refused(tx: WriteTx, input: unknown, code: string): void;
  withdraw?(tx: WriteTx, input: unknown, entry: EntryContext): boolean;
}

/** An outbox entry with the rule of its feature and its input read by the schema it was written with. */
export interface ReadyEntry {
  readonly feature: Feature;
  readonly channel: CommandChannel;
  readonly rule: UntypedPushRule;
  readonly input: unknown;
  readonly context: EntryContext;
}

export interface RuleIndex {
  /** Null when no feature wants this type. */
  readonly wants: (type: string) => type is PulledType;
  readonly apply: (tx: WriteTx, resource: PulledResource) => readonly Feature[];
  readonly remove: (tx: WriteTx, type: PulledType, id: Id) => readonly Feature[];
  /** Throws when this build has no mapper for the entry; the caller sets it aside. */
  readonly ready: (entry: Entry) => ReadyEntry;
  /** `Type/id` of rows the entry has changed locally; empty for one this build cannot read. */
  readonly touches: (entry: Entry) => readonly string[];
  /** Those of them that a pull must not overwrite. */
  readonly locks: (entry: Entry) => readonly string[];
}

const ofThisBuild = (channel: CommandChannel): number => contract[channel].version;

/** `versionOf`: the version of each command that this build writes and maps. */
export function indexRules(all: AllSyncRules, versionOf: (channel: CommandChannel) => number = ofThisBuild): RuleIndex {
  const features = Object.keys(all) as Feature[];
  const ruleOf = (feature: Feature): SyncRules<Feature> => all[feature] as SyncRules<Feature>;

  function ready(entry: Entry): ReadyEntry {
    if (!isCommand(entry.channel)) throw new Error('no such command in this build');
    const feature = featureOf(entry.channel);
    const push = all[feature].push as Readonly<Record<string, UntypedPushRule>>;
    const rule = push[entry.channel];
    if (!rule) throw new Error('no push rule');
    // The mapper of another version would misread the input, so it is first made into what this build writes.
    const { input, output } = upcast(rule.upcast, { input: JSON.parse(entry.input), output: JSON.parse(entry.output) }, entry.version, versionOf(entry.channel));
    const { commandId, patientId, signInId } = entry;
    return { feature, channel: entry.channel, rule, input: contract[entry.channel].input.parse(input), context: { commandId, patientId, signInId, output } };
  }

  return {
    wants: (type): type is PulledType => features.some((feature) => Object.hasOwn(ruleOf(feature).apply ?? {}, type)),
    apply: (tx, resource) =>
      features.filter((feature) => {
        const rule = ruleOf(feature).apply?.[resource.resourceType];
        rule?.(tx, resource);
        return rule !== undefined;
      }),
    remove: (tx, type, id) =>
      features.filter((feature) => {
        const rule = ruleOf(feature).remove?.[type];
        rule?.(tx, id);
        return rule !== undefined;
      }),
    ready,
    touches(entry) {
      try {
        const { rule, input } = ready(entry);
        return rule.touches(input);
      } catch {
        return [];
      }
    },
    locks(entry) {
      try {
        const { rule, input, context } = ready(entry);
        return rule.locks?.(input, context.output) ?? rule.touches(input);
      } catch {
        return [];
      }
    },
  };
}
