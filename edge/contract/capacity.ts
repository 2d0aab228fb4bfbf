/** What kind of work a task is: how much machine and time it takes. Later ones are larger. */
export const WORK_KINDS = ["small", "large", "train"] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** Of one kind of work: how long a ticket may run, and wait and run together; milliseconds. */
export interface TimeLimit {
	execution_ms: number;
	ttl_ms: number;
}
export type TimeLimits = Partial<Record<WorkKind, TimeLimit>>;

/** What keeps an endpoint from bringing workers. */
export const ENDPOINT_CONDITIONS = {
	starting: "workers are being started",
	no_capacity: "RunPod has no free machine of this kind",
	crash_loop: "workers start and end again before they take a ticket",
	scaled_down: "RunPod has set the endpoint's workers to none, as it does after days without requests",
	refused: "RunPod refuses requests to it",
	unreachable: "workers take tickets, and never reach the edge",
} as const;
export type EndpointCondition = keyof typeof ENDPOINT_CONDITIONS;

/**
 * `issuing`: written down, and on its way to RunPod. `unknown`: RunPod may have it. `issued`: it has. `used`: an
 * attempt holds it. `closed`: it is over.
 */
export const TICKET_STATUSES = ["issuing", "unknown", "issued", "used", "closed"] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/**
 * How a ticket ended. `done`: its attempt is over. `empty`: a worker came, and found nothing to do. `canceled`: nothing
 * was left for it. `spent`: RunPod ended or forgot it unused. `unclaimed`: a worker took it and never came. `refused`:
 * RunPod did not take it.
 */
export const TICKET_OUTCOMES = ["done", "empty", "canceled", "spent", "unclaimed", "refused"] as const;
export type TicketOutcome = (typeof TICKET_OUTCOMES)[number];
