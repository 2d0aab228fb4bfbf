import type { ReactNode } from "react";

/** A few facts, each under its name. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, fact: ReactNode])[] }) {
	return (
		<dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-1">
			{facts.map(([name, fact]) => (
				<div key={name} className="min-w-0 has-[ul]:col-span-full">
					<dt className="text-sm text-muted">{name}</dt>
					<dd className="[overflow-wrap:anywhere]">{fact}</dd>
				</div>
			))}
		</dl>
	);
}
