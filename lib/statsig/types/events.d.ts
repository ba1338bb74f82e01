import type { StatsigUser } from './user.js';

/** An event of the application. */
export type LogEventObject = {
  eventName: string;
  user: StatsigUser;
  value?: string | number | null;
  metadata?: Record<string, unknown> | null;
  /** In milliseconds. What is no number means now. */
  time?: number | string | null;
};

/** How an initialization ended. */
export type InitializationDetails = {
  /** In milliseconds. */
  duration: number;
  /** Whether there are specs, or none are needed (`localMode`). */
  success: boolean;
  error?: Error;
  /** Where the specs come from. */
  source?: InitializationSource;
};

export type InitializationSource = 'Network' | 'Bootstrap' | 'DataAdapter';
