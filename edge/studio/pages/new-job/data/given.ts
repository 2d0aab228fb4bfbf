/** Parameters that an address can give a form. */
const GIVEN = ["lora", "trigger_word"] as const;

/** What an address gives a form, by the names of parameters. Pure. */
export function givenIn(query: URLSearchParams): Record<string, string> {
	return Object.fromEntries(
		GIVEN.flatMap((name) => {
			const value = query.get(name);
			return value === null ? [] : [[name, value]];
		}),
	);
}

/** A LoRA that is to be used, and what has to be known of a workflow for that. */
export interface GivenLora {
	reference: string;
	family: string;
	/** What the address of a form ends with that has it in it. */
	rest: string;
}

/** The LoRA that an address names; null: none. Pure. */
export function loraIn(query: URLSearchParams): GivenLora | null {
	const { lora: reference } = givenIn(query);
	const family = query.get("family");
	if (reference === undefined || family === null) return null;
	return { reference, family, rest: `&${new URLSearchParams(givenIn(query))}` };
}

/** Whether a workflow takes a LoRA of that family, as far as a list says. Pure. */
export function takesLora(
	{ family, parameters, details_omitted }: { family: string; parameters: unknown; details_omitted: boolean },
	lora: GivenLora,
): boolean {
	if (family !== lora.family) return false;
	const { properties } = parameters as { properties?: object };
	return details_omitted || Object.hasOwn(properties ?? {}, "lora");
}
