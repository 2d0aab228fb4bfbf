import type { ReactNode } from "react";

/** A part of the studio, in its states. */
export function Part({ name, children }: { name: string; children: ReactNode }) {
	return (
		<section className="space-y-4 border-t border-line pt-6">
			<h2 className="text-lg font-semibold">{name}</h2>
			{children}
		</section>
	);
}
