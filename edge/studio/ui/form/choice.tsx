import { classes } from "../class-names.ts";

interface Props<V extends string> {
	label: string;
	value: V;
	options: readonly (readonly [value: V, words: string])[];
	onChange(value: V): void;
}

/** One of a few that can all be seen: a row of buttons, which scrolls where it does not fit. */
export function Choice<V extends string>({ label, value, options, onChange }: Props<V>) {
	return (
		<fieldset className="min-w-0">
			<legend className="sr-only">{label}</legend>
			<div className="-m-1 flex gap-1.5 overflow-x-auto p-1 [scrollbar-width:none]">
				{options.map(([one, words]) => (
					<button
						key={one}
						type="button"
						aria-pressed={one === value}
						onClick={() => onChange(one)}
						className={classes(
							"min-h-9 rounded-full border px-3.5 text-sm font-medium whitespace-nowrap transition",
							one === value
								? "border-ink bg-ink text-paper"
								: "border-line bg-sheet text-muted hover:border-edge hover:text-ink",
						)}
					>
						{words}
					</button>
				))}
			</div>
		</fieldset>
	);
}
