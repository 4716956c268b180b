/** A day an exception may end on, as an ISO date, and in words. */
export interface EndDate {
  readonly date: string;
  readonly words: string;
}

/** In days: an end of the quarter that is nearer is of no use. */
const NEAREST = 14;

/** Days an exception is commonly given, counted from `today`, an ISO date; the nearest first. */
export function endDates(today: string): readonly EndDate[] {
  const [year, month, day] = today.split('-').map(Number) as [number, number, number];
  const in90 = iso(Date.UTC(year, month - 1, day + 90));
  let quarter = Math.ceil(month / 3);
  while (Date.UTC(year, quarter * 3, 0) - Date.UTC(year, month - 1, day) < NEAREST * 86_400_000) quarter++;
  const endOfQuarter = iso(Date.UTC(year, quarter * 3, 0));
  // of 29 February the day before
  const inAYear = iso(Math.min(Date.UTC(year + 1, month - 1, day), Date.UTC(year + 1, month, 0)));
  const dates: EndDate[] = [
    { date: in90, words: 'in 90 days' },
    { date: endOfQuarter, words: 'end of the quarter' },
    { date: inAYear, words: 'in a year' },
  ];
  return dates
    .filter(({ date }, index) => dates.findIndex((other) => other.date === date) === index)
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);
