type State = Readonly<Record<string, unknown>> | null;

/** One thing that is another than it was, as JSON; a side that did not exist, or did not say it, is left out. */
interface Change {
	name: string;
	was?: string;
	is?: string;
}

/** What differs between two states of the same thing, by name, in the order they say it. Pure. */
export function changesOf(before: State, after: State): Change[] {
	const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
	return [...names].flatMap((name) => {
		const was = JSON.stringify(before?.[name]);
		const is = JSON.stringify(after?.[name]);
		if (was === is) return [];
		return [{ name, ...(was !== undefined && { was }), ...(is !== undefined && { is }) }];
	});
}
