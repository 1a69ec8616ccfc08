/** The job's region is off for the account: whatever else the job would ask there is off as well. */
export class RegionNotEnabled extends Error {
  readonly action: string;

  constructor(action: string, message: string) {
    super(message);
    this.name = 'RegionNotEnabled';
    this.action = action;
  }
}
