import { useId } from "react";
import { Icon } from "../icon.tsx";
import { inputClasses } from "./field.tsx";
import { FieldError } from "./field-error.tsx";

interface Props<V extends string> {
	label: string;
	value: V;
	options: readonly (readonly [value: V, words: string])[];
	/** Its options say what it is: the label is for screen readers alone. */
	bare?: boolean;
	/** What is wrong with it, and what to do; it is read out when it appears. */
	error?: string | undefined;
	onChange(value: V): void;
}

/** One of a few: the browser's own list, which every phone and screen reader knows how to show. */
export function Select<V extends string>({ label, value, options, bare = false, error, onChange }: Props<V>) {
	const id = useId();
	return (
		<div>
			<label htmlFor={id} className={bare ? "sr-only" : "mb-1.5 block font-medium"}>
				{label}
			</label>
			<div className="relative">
				<select
					id={id}
					value={value}
					aria-invalid={error ? true : undefined}
					aria-describedby={error ? `${id}-error` : undefined}
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
			<FieldError id={`${id}-error`} error={error} />
		</div>
	);
}
