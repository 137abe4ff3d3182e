/** A moment as the text's examples write it: `2025-06-01T00:00:00Z`. */
export function timestamp(milliseconds: number): string {
	return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
