interface Props {
	/** What the field names as its description, where it does. */
	id?: string;
	error: string | null | undefined;
}

/** What is wrong with a field, below it. It is there before there is anything to say: else it is not read out when it appears. */
export function FieldError({ id, error }: Props) {
	return (
		<p id={id} role="alert" className="mt-1.5 text-sm font-medium text-bad empty:hidden">
			{error && <bdi>{error}</bdi>}
		</p>
	);
}
