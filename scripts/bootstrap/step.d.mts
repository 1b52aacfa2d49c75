export interface Step {
  update(text: string): void;
  done(text?: string): void;
  fail(text?: string): void;
}
export declare function step(title: string): Step;
