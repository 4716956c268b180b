/** What this process has used of the processor so far, in milliseconds: unlike time on a clock it says nothing of what else the machine does. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
