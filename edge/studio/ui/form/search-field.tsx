import { Icon } from "../icon.tsx";
import { inputClasses } from "./field.tsx";

interface Props {
	/** What is searched; it stands in the empty field too. */
	label: string;
	value: string;
	onChange(value: string): void;
}

/** Narrows what is shown while somebody types. */
export function SearchField({ label, value, onChange }: Props) {
	return (
		<div className="relative max-w-md">
			<Icon
				name="search"
				className="pointer-events-none absolute inset-y-0 start-3 my-auto size-4.5 text-muted"
			/>
			<input
				type="search"
				aria-label={label}
				placeholder={label}
				value={value}
				onChange={(event) => onChange(event.target.value)}
				className={`${inputClasses} ps-10`}
			/>
		</div>
	);
}
