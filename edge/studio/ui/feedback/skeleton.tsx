/** Where something will be: as large as that, so that nothing moves when it comes. */
export function Skeleton({ className = "h-4 w-full" }: { className?: string }) {
	return <div aria-hidden="true" className={`developing rounded-lg ${className}`} />;
}
