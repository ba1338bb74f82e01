'use strict';

/** A gate that was looked at on the way to a value: what events call a secondary exposure. There is one object per gate, value and rule. */
class GateExposure {
  /**
   * @param {string} gate
   * @param {boolean} value
   * @param {string} ruleID
   */
  constructor(gate, value, ruleID) {
    this.gate = gate;
    this.gateValue = value ? 'true' : 'false';
    this.ruleID = ruleID;
    this.text = JSON.stringify({ gate, gateValue: this.gateValue, ruleID });
  }

  /** One that the application may change. */
  copy() {
    return { gate: this.gate, gateValue: this.gateValue, ruleID: this.ruleID };
  }
}

exports.GateExposure = GateExposure;
