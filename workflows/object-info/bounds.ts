import { MAX_PROBLEMS, type Problem, pointer, quote } from "../graph/problems.ts";
import { isRecord } from "./read.ts";

/**
 * What an object_info that somebody sends along may hold. Real servers with every pack that people share stay far
 * below: a class has some dozens of inputs, and a list of model files some thousands of names.
 */
const objectInfoBounds = {
	classes: 20_000,
	/** Inputs of a class, those of every choice of its dynamic combos included. */
	inputs: 1_000,
	/** Choices of one combo. */
	choices: 20_000,
	/** Options of one input, such as `min` and `tooltip`. */
	options: 100,
	outputs: 1_000,
	/** Characters of the name of a class or of an input. */
	name: 300,
	/** Characters of a type: unions such as `INT,FLOAT` are the longest. */
	type: 1_000,
	/** Choices within choices. */
	depth: 32,
} as const;

/**
 * Where an object_info goes beyond {@link objectInfoBounds}, with pointers into it. What is in it besides is not
 * looked at: readers are ready for nonsense. Goes through it once.
 */
export function objectInfoProblems(objectInfo: unknown): Problem[] {
	const problems: Problem[] = [];
	const tooMany = (at: readonly string[], what: string, count: number, most: number) => {
		if (count <= most || problems.length >= MAX_PROBLEMS) return;
		problems.push({
			pointer: pointer(...at),
			code: "invalid_parameter",
			message: `${count} ${what} are more than the ${most} that are read. Send an object_info with the classes that the graph uses only, or leave it out.`,
		});
	};
	const classes = isRecord(objectInfo) ? Object.entries(objectInfo) : [];
	tooMany([], "classes", classes.length, objectInfoBounds.classes);
	if (problems.length > 0) return problems;
	for (const [name, info] of classes) {
		if (problems.length >= MAX_PROBLEMS) break;
		if (!isRecord(info)) continue;
		const at = [shortName(name)];
		tooMany(at, "characters in the name of a class", name.length, objectInfoBounds.name);
		if (Array.isArray(info.output)) {
			tooMany([...at, "output"], "outputs", info.output.length, objectInfoBounds.outputs);
			for (const type of info.output) lookAtType(type, [...at, "output"]);
		}
		const count = lookAtInputs(info.input, [...at, "input"], 0);
		tooMany([...at, "input"], "inputs of a class", count, objectInfoBounds.inputs);
	}
	return problems;

	/** How many inputs there are, choices' own included. */
	function lookAtInputs(input: unknown, at: readonly string[], depth: number): number {
		tooMany(at, "levels of choices within choices", depth, objectInfoBounds.depth);
		if (!isRecord(input) || depth > objectInfoBounds.depth) return 0;
		let count = 0;
		for (const group of ["required", "optional"]) {
			const specs = input[group];
			if (!isRecord(specs)) continue;
			for (const [name, spec] of Object.entries(specs)) {
				count += 1;
				if (problems.length >= MAX_PROBLEMS) return count;
				const place = [...at, group, shortName(name)];
				tooMany(place, "characters in the name of an input", name.length, objectInfoBounds.name);
				if (Array.isArray(spec)) count += lookAtSpec(spec, place, depth);
			}
		}
		return count;
	}

	function lookAtSpec([type, options]: readonly unknown[], at: readonly string[], depth: number): number {
		lookAtType(type, at);
		if (!isRecord(options)) return 0;
		tooMany(at, "options of one input", Object.keys(options).length, objectInfoBounds.options);
		const { options: choices, template } = options;
		if (isRecord(template)) return lookAtInputs(template.input, [...at, "1", "template", "input"], depth + 1);
		if (!Array.isArray(choices)) {
			if (typeof choices === "string") lookAtType(choices, at);
			return 0;
		}
		tooMany(at, "choices", choices.length, objectInfoBounds.choices);
		let count = 0;
		for (const [i, choice] of choices.entries()) {
			if (!isRecord(choice) || problems.length >= MAX_PROBLEMS) continue;
			count += lookAtInputs(choice.inputs, [...at, "1", "options", String(i), "inputs"], depth + 1);
		}
		return count;
	}

	function lookAtType(type: unknown, at: readonly string[]): void {
		if (Array.isArray(type)) tooMany(at, "choices", type.length, objectInfoBounds.choices);
		if (typeof type === "string") tooMany(at, "characters in a type", type.length, objectInfoBounds.type);
	}
}

function shortName(name: string): string {
	return name.length <= 100 ? name : quote(name);
}
