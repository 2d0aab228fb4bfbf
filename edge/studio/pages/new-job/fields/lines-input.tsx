import { Button, IconButton } from "../../../ui/button/button.tsx";
import { inputClasses } from "../../../ui/form/field.tsx";
import { words } from "../words.ts";

interface Props {
	label: string;
	most: number;
	length: number | undefined;
	value: readonly string[];
	onChange(value: readonly string[]): void;
}

/** A list of texts, one a line; lines are added and taken away. */
export function LinesInput({ label, most, length, value, onChange }: Props) {
	const say = words.use();
	// Lines are told apart by their place alone.
	const placed = value.map((line, i) => ({ line, i }));
	return (
		<fieldset>
			<legend className="mb-1.5 font-medium">{label}</legend>
			<ol className="space-y-2">
				{placed.map(({ line, i }) => (
					<li key={i} className="flex gap-1">
						<input
							aria-label={say("line", { name: label, n: i + 1 })}
							dir="auto"
							className={inputClasses}
							value={line}
							maxLength={length}
							onChange={({ target }) => onChange(value.with(i, target.value))}
						/>
						<IconButton
							label={say("remove_line", { n: i + 1 })}
							icon="close"
							onClick={() => onChange(value.toSpliced(i, 1))}
						/>
					</li>
				))}
			</ol>
			{value.length < most && (
				<Button icon="plus" className="mt-2" onClick={() => onChange([...value, ""])}>
					{say("add_line")}
				</Button>
			)}
		</fieldset>
	);
}
