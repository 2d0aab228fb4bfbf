import { plainOf } from "./conditions.ts";
import type { PipelineDefinition, StageDefinition } from "./document.ts";
import type { SingleSource, Source } from "./sources.ts";

type Path = readonly (string | number)[];

/** The sources that this one is made of, each with its place in it. */
export function singlesOf(source: Source, at: Path = []): { source: SingleSource; at: Path }[] {
	if ("join" in source) return source.join.flatMap((one, i) => singlesOf(one, [...at, "join", i]));
	if ("first_of" in source)
		return source.first_of.flatMap((one, i) => singlesOf(one, [...at, "first_of", i]));
	return [{ source, at }];
}

/** A name that a stage says, and where. */
interface Mention {
	kind: "stage" | "parameter";
	name: string;
	/** Which output, and which place in it, where it takes one. */
	at: Path;
}

/** Every parameter and stage that a stage names, in its conditions, its values and its `needs`. */
export function mentionsOf(stage: StageDefinition): Mention[] {
	const conditions = [
		...(stage.when === undefined ? [] : plainOf(stage.when, ["when"])),
		...("first_of" in stage.run
			? stage.run.first_of.flatMap(({ when }, i) =>
					when === undefined ? [] : plainOf(when, ["run", "first_of", i, "when"]),
				)
			: []),
	];
	return [
		...(stage.needs ?? []).map((name, i): Mention => ({ kind: "stage", name, at: ["needs", i] })),
		...(stage.compares === undefined
			? []
			: [{ kind: "stage", name: stage.compares.stage, at: ["compares", "stage"] } as const]),
		...conditions.map(({ when, at }): Mention => {
			if ("outputs_of" in when) return { kind: "stage", name: when.outputs_of, at: [...at, "outputs_of"] };
			if ("absent" in when) return { kind: "parameter", name: when.absent, at: [...at, "absent"] };
			if ("present" in when) return { kind: "parameter", name: when.present, at: [...at, "present"] };
			return { kind: "parameter", name: when.parameter, at: [...at, "parameter"] };
		}),
		...sourcesOf(stage).flatMap(({ source, at }) =>
			singlesOf(source, at).flatMap(({ source: one, at: place }): Mention[] => {
				if ("stage" in one) return [{ kind: "stage", name: one.stage, at: [...place, "stage"] }];
				if ("parameter" in one)
					return [{ kind: "parameter", name: one.parameter, at: [...place, "parameter"] }];
				return [];
			}),
		),
	];
}

/** Every source of a stage, as it is written. */
export function sourcesOf(stage: StageDefinition): { source: Source; at: Path }[] {
	const own =
		"first_of" in stage.run
			? stage.run.first_of.flatMap(({ with: values = {} }, i) =>
					Object.entries(values).map(([name, source]) => ({
						source,
						at: ["run", "first_of", i, "with", name] as const,
					})),
				)
			: [];
	return [
		...(stage.each === undefined ? [] : [{ source: stage.each, at: ["each"] as const }]),
		...Object.entries(stage.with).map(([name, source]) => ({ source, at: ["with", name] as const })),
		...own,
	];
}

/** The stages that must have ended before this one opens: those it names anywhere. In no order, each once. */
export function needsOf(stage: StageDefinition): string[] {
	return [...new Set(mentionsOf(stage).flatMap(({ kind, name }) => (kind === "stage" ? [name] : [])))];
}

/**
 * The stages in an order in which each comes after those it needs; of those that could come next, the one that
 * is written first. Stages of a circle, and those that wait for one, are not in it.
 */
export function stageOrder(definition: Pick<PipelineDefinition, "stages">): string[] {
	const keys = new Set(definition.stages.map(({ key }) => key));
	const open = definition.stages.map((stage) => ({
		key: stage.key,
		needs: needsOf(stage).filter((key) => keys.has(key)),
	}));
	const order: string[] = [];
	const done = new Set<string>();
	for (;;) {
		const next = open.find(({ key, needs }) => !done.has(key) && needs.every((need) => done.has(need)));
		if (next === undefined) return order;
		done.add(next.key);
		order.push(next.key);
	}
}
