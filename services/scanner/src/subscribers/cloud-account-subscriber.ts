/**
 * Under one name for all events about cloud accounts: the inbox keeps one version an account, so that a connection which arrives after the
 * disconnection that followed it is ignored.
 */
export const cloudAccountSubscriber = 'cloud-accounts';
