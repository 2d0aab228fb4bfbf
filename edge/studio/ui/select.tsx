import { useId } from "react";
import { inputClasses } from "./field.tsx";
import { Icon } from "./icon.tsx";

interface Props<V extends string> {
	label: string;
	value: V;
	options: readonly (readonly [value: V, words: string])[];
	onChange(value: V): void;
}

/** One of a few: the browser's own list, which every phone and screen reader knows how to show. */
export function Select<V extends string>({ label, value, options, onChange }: Props<V>) {
	const id = useId();
	return (
		<div>
			<label htmlFor={id} className="mb-1.5 block text-sm font-medium">
				{label}
			</label>
			<div className="relative">
				<select
					id={id}
					value={value}
					onChange={(event) => {
						const chosen = options.find(([one]) => one === event.target.value);
						if (chosen) onChange(chosen[0]);
					}}
					className={`${inputClasses} appearance-none pe-9`}
				>
					{options.map(([one, words]) => (
						<option key={one} value={one}>
							{words}
						</option>
					))}
				</select>
				<Icon
					name="down"
					className="pointer-events-none absolute inset-y-0 end-3 my-auto size-4 text-muted"
				/>
			</div>
		</div>
	);
}
