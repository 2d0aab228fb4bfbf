import { inWords } from "../data/names.ts";

interface Props {
	label: string;
	options: readonly string[];
	value: readonly string[];
	onChange(value: readonly string[]): void;
}

/** Some of a few, in the order in which they stand. */
export function ChoicesInput({ label, options, value, onChange }: Props) {
	return (
		<fieldset>
			<legend className="mb-1 font-medium">{label}</legend>
			<div className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-4">
				{options.map((one) => (
					<label key={one} className="flex min-h-9 items-center gap-2.5">
						<input
							type="checkbox"
							className="size-4.5 accent-accent"
							checked={value.includes(one)}
							onChange={({ target }) =>
								onChange(options.filter((each) => (each === one ? target.checked : value.includes(each))))
							}
						/>
						{inWords(one)}
					</label>
				))}
			</div>
		</fieldset>
	);
}
