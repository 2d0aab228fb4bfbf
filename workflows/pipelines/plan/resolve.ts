import { isGiven } from "../../definition/parts.ts";
import { isThere } from "../definition/conditions.ts";
import type { SingleSource, Source } from "../definition/sources.ts";
import { ofLastTakes, outputsOf, type StageFacts } from "./facts.ts";

/** Where values are taken from: what is known, and the item of the fan-out where there is one. */
export interface Supply extends Pick<StageFacts, "parameters" | "statuses" | "outputs" | "loras"> {
	item: unknown;
}

/**
 * The value of a source, or undefined where there is none. An empty list is none.
 *
 * @param list whether what takes it takes a list
 */
export function resolve(source: Source, supply: Supply, list: boolean): unknown {
	if ("join" in source) {
		const parts = source.join.map((one) => resolve(one, supply, true));
		const joined = parts.flatMap((part) => (Array.isArray(part) ? part : part === undefined ? [] : [part]));
		return joined.length === 0 ? undefined : joined;
	}
	if ("first_of" in source)
		return source.first_of.map((one) => resolveSingle(one, supply, list)).find(isThere);
	const value = resolveSingle(source, supply, list);
	return isGiven(value) ? value : undefined;
}

function resolveSingle(source: SingleSource, supply: Supply, list: boolean): unknown {
	if ("value" in source) return source.value;
	if ("item" in source) return supply.item;
	if ("parameter" in source)
		return Object.hasOwn(supply.parameters, source.parameter)
			? supply.parameters[source.parameter]
			: undefined;
	const files = filesOf(source, supply);
	// A LoRA is named, and not handed on as a file.
	const lora = supply.loras?.[source.stage];
	if (lora !== undefined) return files.length > 0 ? lora : undefined;
	if (source.at === undefined) return list ? files : files[0];
	const file = files[source.at];
	return list && file !== undefined ? [file] : file;
}

/** The files of an earlier stage that a source means, as asset ids. */
function filesOf(source: Extract<SingleSource, { stage: string }>, supply: Supply): string[] {
	const left = outputsOf(supply, source.stage);
	const wanted = source.of === "chosen" ? left.filter(({ chosen }) => chosen) : ofLastTakes(left);
	return wanted
		.filter(({ name }) => source.output === undefined || name === source.output)
		.map(({ asset_id }) => asset_id);
}
