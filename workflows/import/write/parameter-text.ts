import type { ParameterDocument } from "../../document/document.ts";
import { documentLimits } from "../../document/limits.ts";
import { defaultOf, isRequired, rangeOf } from "../../document/parameter-schemas.ts";
import { type Code, fits, literal, number, written } from "./code.ts";

/** Names of the shared kinds of parameters, and of the function that takes them all. */
const shared = ["assetId", "defineWorkflow", "modelFileName", "promptText", "textOrNothing"];

/** `my-portrait` is `myPortrait`. One word alone could be a word of the language. */
export function constantName(id: string): string {
	const [first = "", ...rest] = id.slice(0, 60).split("-");
	const camel = [first, ...rest.map(capital)].join("");
	const name = /^[0-9]/.test(camel) ? `workflow${camel}` : camel;
	return rest.length === 0 || shared.includes(name) ? `${name}Workflow` : name;
}

function capital(word: string): string {
	return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Writes the parameters of a workflow one after the other, and keeps what stands above them in the file. */
export class ParameterWriter {
	/** Shared kinds of parameters that are used. */
	readonly imports = new Set<string>();
	/** Lines of constants: long lists and texts. */
	readonly constants: string[] = [];
	readonly #taken: Set<string>;

	/** @param taken names that constants may not have */
	constructor(taken: readonly string[]) {
		this.#taken = new Set([...shared, ...taken]);
	}

	/** The field of the parameter in the strict object, indented by one tab. */
	lines(parameter: ParameterDocument): string[] {
		const standard = defaultOf(parameter);
		const calls = this.#schema(parameter);
		const start = (all: readonly string[]) => `${parameter.name}: ${all.join("")}.meta({`;
		if (!isRequired(parameter)) {
			const text = typeof standard === "string" ? literal(standard) : standard;
			const last =
				text === undefined ? ".optional()" : `.default(${typeof text === "number" ? number(text) : text})`;
			const long = typeof standard === "string" && !fits(`\t${start([...calls, last])}`);
			calls.push(long ? `.default(${this.#constant(parameter, "Default", { text: standard }, "")})` : last);
		}
		const description: Code = { text: parameter.description };
		if (fits(`\t${start(calls)}`))
			return [`\t${start(calls)}`, ...written("description: ", description, ",", 2), "\t}),"];
		const [first = "", ...more] = calls;
		return [
			`\t${parameter.name}: ${first}`,
			...more.map((call) => `\t\t${call}`),
			"\t\t.meta({",
			...written("description: ", description, ",", 3),
			"\t\t}),",
		];
	}

	/** The schema as calls: what they are called on, then each with its dot. */
	#schema(parameter: ParameterDocument): string[] {
		switch (parameter.type) {
			case "text": {
				const max = parameter.max_length ?? documentLimits.standardText;
				return [`${this.#shared(parameter.required === true ? "promptText" : "textOrNothing")}(${max})`];
			}
			case "integer": {
				const { min, max } = rangeOf(parameter);
				const { step = 1 } = parameter;
				if (min % step !== 0)
					return [`${this.#shared("stepped")}(${this.#range(parameter, { min, max, step })})`];
				const steps = step === 1 ? [] : [`.multipleOf(${step})`];
				return ["z", ".int()", `.min(${min})`, `.max(${max})`, ...steps];
			}
			case "number": {
				const { min, max } = rangeOf(parameter);
				return ["z", ".number()", `.min(${number(min)})`, `.max(${number(max)})`];
			}
			case "boolean":
				return ["z", ".boolean()"];
			case "choice": {
				const list: Code = { list: parameter.choices.map((text) => ({ text })) };
				return ["z", `.enum(${this.#constant(parameter, "Choices", list, " as const")})`];
			}
			case "seed":
				return [
					this.#shared("seed"),
					...(parameter.max === undefined ? [] : [`.max(${number(parameter.max)})`]),
				];
			case "model":
				return [this.#shared("modelFileName")];
			case "image":
			case "mask":
			case "video":
			case "audio":
				return [this.#shared("assetId")];
		}
	}

	#shared(name: string): string {
		this.imports.add(name);
		return name;
	}

	/** Small numbers stand where they are used. */
	#range(parameter: ParameterDocument, range: { min: number; max: number; step: number }): string {
		const fields = Object.entries(range).map(([key, value]): [string, Code] => [key, number(value)]);
		const [line = ""] = written("", { fields, inline: true }, "", 0);
		return line.length < 50 ? line : this.#constant(parameter, "Range", { fields, inline: true }, "");
	}

	#constant({ name }: ParameterDocument, what: string, code: Code, tail: string): string {
		const camel = name.split("_").filter((word) => word !== "");
		const wish = [camel[0] ?? "", ...camel.slice(1).map(capital)].join("") + what;
		let free = wish;
		for (let n = 2; this.#taken.has(free); n++) free = `${wish}${n}`;
		this.#taken.add(free);
		this.constants.push(...written(`const ${free} = `, code, `${tail};`, 0), "");
		return free;
	}
}
